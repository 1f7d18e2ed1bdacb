import Foundation
import TestSupport
import Testing

/// `-` for a file's name: standard input or standard output.
@Suite struct PipeTests {
    let box: Sandbox
    private let params = #"{"seed":7,"n_paths":50,"n_steps":20}"#

    init() throws {
        box = try Sandbox()
        try box.ok("init")
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64")
        try box.files.write("text", String(repeating: "some text\n", count: 300))
    }

    /// What a line of the shell gives, with at1 as `$AT1`.
    private func shell(_ line: String) throws -> Outcome {
        try run(
            "/bin/bash", ["-o", "pipefail", "-c", line], in: box.files.path,
            environment: box.environment.merging(["AT1": at1]) { $1 })
    }

    @Test(arguments: [
        // The result, the same without a pipe, in bash.
        (
            "$AT1 generate np_montecarlo --params '{\"seed\":7,\"n_paths\":50,\"n_steps\":20}' --out - 2>/dev/null",
            "cat run.f64"
        ),
        ("$AT1 hash-object - <text", "$AT1 hash-object text"),
        ("cat text | $AT1 hash-object -", "$AT1 hash-object text"),
        ("$AT1 replay pack - --out - <text 2>/dev/null | $AT1 replay unpack - --out - 2>/dev/null", "cat text"),
        ("$AT1 replay pack - --out - <text 2>/dev/null", "$AT1 replay pack text --out t.at1r -q; cat t.at1r"),
        (
            "$AT1 replay pack text --out - 2>/dev/null | $AT1 replay info - | tail -2",
            "$AT1 replay pack text --out i.at1r -q; $AT1 replay info i.at1r | tail -2"
        ),
        (
            "$AT1 replay pack text --out - 2>/dev/null | $AT1 replay verify - --against text | cut -d: -f2-",
            "$AT1 replay pack text --out v.at1r -q; $AT1 replay verify v.at1r --against text | cut -d: -f2-"
        ),
    ])
    func aDashIsAPipe(line: String, same: String) throws {
        let piped = try shell("\(line) | sha256sum")
        #expect(piped.status == 0, "\(piped.errors)")
        #expect(try piped.output == shell("{ \(same); } | sha256sum").output)
        #expect(!box.files.exists("-"))
        #expect(try box.ok("status", "-s", "run.f64") == "A  run.f64\n")
    }

    @Test func whatIsSaidOfAFileOnStandardOutputGoesToStandardError() throws {
        let outcome = try shell("$AT1 replay pack text --out - --json >packed")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains(#""mode":"fallback""#))
        #expect(try box.ok("replay", "unpack", "packed", "--out", "-").hasPrefix("some text\n"))
    }

    @Test func nothingComesOutOfADamagedFile() throws {
        try box.ok("replay", "pack", "text", "--out", "text.at1r")
        var bytes = try box.files.read("text.at1r")
        bytes[bytes.count - 20] ^= 1
        try box.files.write("text.at1r", bytes)
        let outcome = try box.at1("replay", "unpack", "text.at1r", "--out", "-")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("at1: error: text.at1r: "))
    }

    @Test func aFullPipeEndIsAnError() throws {
        let outcome = try shell("$AT1 replay pack text --out - >/dev/full")
        #expect(outcome.status == 4)
        #expect(outcome.errors.hasPrefix("at1: error: cannot write to 'standard output': No space left on device\n"))
    }
}
