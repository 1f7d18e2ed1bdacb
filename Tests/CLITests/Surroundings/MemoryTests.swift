import Foundation
import TestSupport
import Testing

/// However little memory there is, a command does its work, or ends with words and exit code 4.
@Suite struct MemoryTests {
    private static let commands = [
        ["add", "."], ["commit", "-m", "x"], ["fsck"], ["gc"], ["status"], ["clone", ".", "copy"],
        ["checkout", "--", "."],
        ["cat", "HEAD:large"], ["replay", "discover", "large"], ["log"],
    ]

    @Test func everyCommandAtEverySize() throws {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("large", noise(8 << 20))
        try box.files.write("text", String(repeating: "some text to compress\n", count: 100_000))
        try box.ok("add", ".")
        try box.ok("commit", "-m", "first")
        var refused = 0
        for megabytes in stride(from: 60, through: 400, by: 34) {
            try box.files.write("new", noise(3 << 20, seed: UInt64(megabytes)))
            for words in Self.commands {
                try? box.files.remove("copy")
                let outcome = try run(
                    "/bin/sh", ["-c", "ulimit -v \(megabytes << 10); exec \"$@\"", "sh", TestSupport.at1] + words,
                    in: box.files.path, environment: box.environment)
                // Before anything of at1's runs, the loader needs room for the libraries.
                if outcome.status == 127, outcome.errors.contains("error while loading shared libraries") { continue }
                #expect(outcome.signal == nil, "\(words) at \(megabytes) MB: signal \(outcome.status)")
                if outcome.status == 4 {
                    refused += 1
                    #expect(outcome.errors.contains("at1: error: "), "\(words) at \(megabytes) MB: \(outcome.errors)")
                } else if words[0] != "commit", words[0] != "replay" {
                    #expect(outcome.status == 0, "\(words) at \(megabytes) MB: \(outcome.errors)")
                }
            }
        }
        #expect(refused > 0, "memory was never short")
        // Whatever was cut short, nothing is damaged.
        try box.ok("fsck")
        #expect(try box.ok("cat", "HEAD:text").utf8.count == 2_200_000)
    }
}
