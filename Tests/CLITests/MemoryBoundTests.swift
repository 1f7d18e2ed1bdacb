import Foundation
import Objects
import TestSupport
import Testing

/// Input that is small and takes much memory: every command has 1 GiB of it, and does its work or says what is too much.
@Suite struct MemoryBoundTests {
    private func limited(_ words: [String], in box: Sandbox, kilobytes: Int = 1 << 20) throws -> Outcome {
        let outcome = try run(
            "/bin/sh", ["-c", "ulimit -v \(kilobytes); exec \"$@\"", "sh", at1] + words, in: box.files.path,
            environment: box.environment)
        #expect(outcome.signal == nil && !outcome.errors.contains("out of memory"), "\(words): \(outcome.errors)")
        return outcome
    }

    /// Millions of links in a pack that compresses to little: each was once kept with the identity it leads to, and waited
    /// with it. A quarter of what was found, in less than half of what it may take.
    @Test func commitsOfAThousandParents() throws {
        let box = try Sandbox()
        try box.ok("init")
        let tree = SecondWriter.tree([])
        var commits = [SecondWriter.commit(tree: tree.id)]
        var ids = commits.map(\.id)
        for number in 1..<2_750 {
            let parents = Array(ids.suffix(1024))
            commits.append(SecondWriter.commit(tree: tree.id, parents: parents, at: 1_800_000_000 + number))
            ids.append(commits[number].id)
        }
        for start in stride(from: 0, to: commits.count, by: 100) {
            try SecondWriter.put(Array(commits[start..<min(start + 100, commits.count)]), in: box.files)
        }
        try SecondWriter.put([tree], in: box.files)
        try box.files.write(".at1store/refs/heads/main", "\(try #require(ids.last))\n")
        let outcome = try limited(["fsck", "--json"], in: box, kilobytes: 400 << 10)
        #expect(outcome.output.contains("\"commit\":2750"), "\(outcome.output.prefix(400))\(outcome.errors)")
        #expect(!outcome.output.contains("object-missing"))
        for words in [["log", "--format", "%h"], ["gc"]] {
            #expect(try limited(words, in: box, kilobytes: 400 << 10).status == 0, "\(words)")
        }
    }

    @Test(arguments: ["1,", "{},", "[],", "\"\",", "{\"\":\"\"},"]) func recordsOfManyValues(value: String) throws {
        let box = try Sandbox()
        let count = (64 << 20) / value.utf8.count - 10
        try box.files.write("record.json", "[" + String(repeating: value, count: count) + "1]")
        for words in [
            ["rerun", "capture", "record.json", "-o", "b"], ["rerun", "verify", "record.json", "record.json"],
        ] {
            let outcome = try limited(words, in: box)
            #expect(outcome.status == 1 && outcome.output.isEmpty, "\(words): \(outcome.errors)")
            let isShort = words.contains("capture")
            #expect(
                outcome.errors.contains(isShort ? "the JSON has more than 2097152 values" : "a bundle is at most"),
                "\(words): \(outcome.errors)")
        }
    }

    @Test func recipesInAFile() throws {
        let box = try Sandbox()
        try box.ok("init")
        let endless = try limited(["add", "--recipes", "/dev/zero"], in: box)
        #expect(endless.status == 3)
        #expect(
            endless.errors.hasPrefix("at1: error: '/dev/zero' is longer than 67,108,864 bytes\nhint: "),
            "\(endless.errors)")
        let line = #"{"path":"f","generator":"g","params":{"a":[\#(String(repeating: "1,", count: 50_000))1]}}"# + "\n"
        try box.files.write("many", String(repeating: line, count: 600))
        for command in ["add", "generate"] {
            let outcome = try limited([command, "--recipes", "many"], in: box)
            #expect(outcome.status == 3, "\(outcome.errors)")
            #expect(
                outcome.errors.hasPrefix("at1: error: many, line 42: the lines have more than 2097152 values"),
                "\(outcome.errors)")
        }
    }
}
