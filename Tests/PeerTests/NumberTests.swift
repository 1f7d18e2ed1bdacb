import Objects
import TestSupport
import Testing

/// Canonical JSON's numbers against ECMAScript itself.
@Suite struct NumberTests {
    /// A million doubles of every size, and the neighbours of where the layout changes: node's String(x) for each.
    @Test func sameAsNode() throws {
        var values: [Double] = [
            0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e21, 1e-6, 1e-7,
            123456789012345680, 0.1 + 0.2,
        ]
        for power in -30...30 {
            let ten = Double("1e\(power)")!
            values += [ten.nextDown, ten, ten.nextUp, -ten]
        }
        var random = SystemRandomNumberGenerator()
        while values.count < 1_000_000 {
            let value = Double(bitPattern: random.next())
            if value.isFinite { values.append(value) }
        }
        let scratch = try Scratch()
        try scratch.write(
            "values", values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } })
        let script = """
            const bytes = require('fs').readFileSync('values');
            const lines = [];
            for (let at = 0; at < bytes.length; at += 8) lines.push(String(bytes.readDoubleLE(at)));
            require('fs').writeFileSync('texts', lines.join('\\n'));
            """
        let outcome = try run("/usr/bin/env", ["node", "-e", script], in: scratch.path)
        try #require(outcome.status == 0, Comment(rawValue: outcome.errors))
        let texts = String(decoding: try scratch.read("texts"), as: UTF8.self).split(separator: "\n")
        try #require(texts.count == values.count)
        var wrong = 0
        for (value, text) in zip(values, texts) where value.ecmaScript != text {
            wrong += 1
            if wrong <= 10 { Issue.record("\(value.bitPattern): \(value.ecmaScript) here, \(text) in node") }
        }
        #expect(wrong == 0)
    }
}
