/// Numbers in text: savetxt, JSON lists, one per line.
extension Observation {
    static func text(_ text: String) -> [Observation] {
        if text.hasPrefix("[") { return json(text) }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isClosed = lines.last?.isEmpty == true
        if isClosed { lines.removeLast() }
        guard let first = lines.first, lines.count > 1 else { return [] }
        // A line of words before the numbers.
        var options = ""
        if first.contains(where: { $0.isLetter && !"einfa".contains($0) }) || first.hasPrefix("#") {
            guard !first.contains("'"), !first.contains("\\") else { return [] }
            options =
                first.hasPrefix("# ") ? ", header='\(first.dropFirst(2))'" : ", header='\(first)', comments=''"
            lines.removeFirst()
        }
        if let last = lines.last, last.hasPrefix("# "), !last.contains("'"), !last.contains("\\") {
            options += ", footer='\(last.dropFirst(2))'"
            lines.removeLast()
        }
        guard let start = lines.first, !start.hasSuffix("\r"),
            start.first(where: { $0 != " " }).map({ "0123456789+-.ni".contains($0) }) ?? false
        else { return [] }
        for delimiter in [",", "\t", ";", " "] where delimiter == " " || start.contains(delimiter) {
            let rows = lines.map { $0.split(separator: delimiter, omittingEmptySubsequences: false) }
            guard let width = rows.first?.count, rows.allSatisfy({ $0.count == width }) else { continue }
            let words = rows.flatMap { $0 }
            let values = words.map { Double($0) ?? .nan }
            guard !values.contains(where: \.isNaN) else { continue }
            let areInteger = words.allSatisfy { !$0.contains(".") && !$0.contains("e") }
            let separator = width > 1 && delimiter != " " ? ", delimiter='\(delimiter)'" : ""
            var observation = with(
                values, width == 1 ? [rows.count] : [rows.count, width], areInteger ? .int64 : .float64, [])
            let format = Self.format(words)
            let shown = format.name == "%.18e" ? "" : ", fmt='\(format.name)'"
            // A format that savetxt has for no number: the shortest digits.
            observation.saves =
                format.name == "%r" || !isClosed ? [] : ["np.savetxt('x.txt', x\(shown)\(separator)\(options))"]
            observation.relative = format.relative
            observation.absolute = format.absolute
            if width == 1, options.isEmpty {
                observation.saves.append(
                    isClosed
                        ? "with open('x.txt', 'w') as fh:\n    for v in x:\n        fh.write(f'{v}\\n')"
                        : "open('x.txt', 'w').write('\\n'.join(str(v) for v in x))")
            }
            return [observation]
        }
        return []
    }

    /// The format that numbers were written with, and its relative error.
    private static func format(_ words: [Substring]) -> (name: String, relative: Double, absolute: Double) {
        func places(_ word: Substring) -> Int? {
            guard !word.contains("e"), let point = word.firstIndex(of: ".") else { return nil }
            return word.distance(from: point, to: word.endIndex) - 1
        }
        if words.allSatisfy({ !$0.contains(".") && !$0.contains("e") }) { return ("%d", 0, 0) }
        if let first = places(words[0]), words.allSatisfy({ places($0) == first }), first <= 16 {
            return ("%.\(first)f", 0, 0.5 * Libm.pow(10, -Double(first)))
        }
        if let exponent = words[0].firstIndex(of: "e"), let point = words[0].firstIndex(of: "."),
            words.allSatisfy({ $0.contains("e") })
        {
            let digits = words[0].distance(from: point, to: exponent) - 1
            return ("%.\(digits)e", digits >= 16 ? 0 : Libm.pow(10, -Double(digits)), 0)
        }
        // Significant digits: those from the first that is not zero.
        let longest =
            words.map { word in
                word.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.count
            }.max() ?? 0
        if longest <= 6 { return ("%g", 5.1e-6, 0) }
        if longest <= 12 { return ("%.\(longest)g", Libm.pow(10, -Double(longest) + 1) * 0.51, 0) }
        return ("%r", 0, 0)
    }

    /// The lines that write a list `x` in the layout of this JSON text.
    static func listSaves(_ text: String) -> [String] {
        guard text.contains("\n") else {
            return ["json.dump(x, open('x.json', 'w'))", "json.dump(x.tolist(), open('x.json', 'w'))"]
        }
        let indent = text.drop { $0 != "\n" }.dropFirst().prefix { $0 == " " }.count
        return [
            "json.dump(x, open('x.json', 'w'), indent=\(indent))",
            "json.dump(x.tolist(), open('x.json', 'w'), indent=\(indent))",
        ]
    }

    private static func json(_ text: String) -> [Observation] {
        let isNested = text.dropFirst().contains("[")
        guard !text.contains("{"), !text.contains("\"") else { return [] }
        let words = text.split { "[], \n".contains($0) }
        let values = words.map { Double($0) ?? .nan }
        guard !values.isEmpty, !values.contains(where: \.isNaN) else { return [] }
        let areInteger = words.allSatisfy { !$0.contains(".") && !$0.contains("e") }
        var shape: [Int]?
        if isNested {
            let rows = text.dropFirst().split(separator: "[").count - (text.hasPrefix("[[") ? 0 : 1)
            guard rows > 1, values.count % rows == 0 else { return [] }
            shape = [rows, values.count / rows]
        }
        return [with(values, shape, areInteger ? .int64 : .float64, listSaves(text))]
    }
}
