import Foundation
import TestSupport
import Testing

/// A repository that may be read and not written.
@Suite struct ReadOnlyTests {
    private let box: Sandbox
    private let elsewhere: Scratch

    init() throws {
        box = try Sandbox()
        elsewhere = try Scratch()
        try box.ok("init")
        try box.ok("generate", "np_montecarlo", "--params", Self.params, "--out", "run.f64")
        try box.files.write("large", noise(3 << 20))
        try box.files.write("small", "small\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "first")
        try box.ok("tag", "v1", "-m", "a tag")
        try box.ok("update-server-info")
    }

    private static let params = #"{"seed":1,"n_paths":50,"n_steps":20}"#

    /// Runs at1 as one who is bound by permissions: root gives up the right to pass over them.
    private func reading(_ arguments: [String], in folder: String? = nil) throws -> Outcome {
        let script = """
            if [ "$(id -u)" = 0 ]; then set -- setpriv --bounding-set=-dac_override,-dac_read_search,-fowner "$@"; fi
            exec "$@"
            """
        return try run(
            "/bin/sh", ["-c", script, "sh", TestSupport.at1] + arguments, in: folder ?? box.files.path,
            environment: box.environment, input: "")
    }

    private func withoutWriting(_ body: () throws -> Void) throws {
        let store = box.files[".at1store"]
        func permit(_ mode: String) throws {
            #expect(try run("/bin/chmod", ["-R", mode, store], in: box.files.path).status == 0)
        }
        try permit("a-w")
        defer { try? permit("u+w") }
        try #require(try reading(["gc"]).status == 4, "the store can be written to")
        try body()
    }

    @Test(arguments: [
        ["log"], ["show", "HEAD"], ["cat", "HEAD:run.f64"], ["cat", "HEAD:large"], ["cat", "HEAD:small"],
        ["ls-tree", "-r", "HEAD"], ["diff"], ["diff", "HEAD"], ["status"], ["fsck"], ["tag"], ["branch", "-v"],
        ["rev-parse", "HEAD"], ["du"], ["reflog"], ["config", "--list"], ["cat-file", "-p", "HEAD"], ["remote"],
        ["hash-object", "small"], ["serve", "--stdio", "."],
    ])
    func reads(_ words: [String]) throws {
        let before = try run(
            TestSupport.at1, words, in: box.files.path, environment: box.environment, input: "")
        try withoutWriting {
            let outcome = try reading(words)
            #expect(outcome.status == before.status, "\(words): \(outcome.errors)")
            #expect(outcome.output == before.output, "\(words)")
        }
    }

    @Test func isCloned() throws {
        try withoutWriting {
            let outcome = try reading(["clone", box.files.path, elsewhere["copy"]], in: elsewhere.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        #expect(try elsewhere.read("copy/large") == box.files.read("large"))
        #expect(try elsewhere.read("copy/run.f64") == box.files.read("run.f64"))
    }

    @Test func isClonedWithoutLockFiles() throws {
        for name in ["packs/lock", "packs/gate", "lock"] { try box.files.remove(".at1store/\(name)") }
        try withoutWriting {
            let outcome = try reading(["clone", box.files.path, elsewhere["copy"]], in: elsewhere.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test func writingSaysWhatFailed() throws {
        try withoutWriting {
            let outcome = try reading(["commit", "--allow-empty", "-m", "x"])
            #expect(outcome.status == 4)
            #expect(outcome.errors.hasPrefix("at1: error: cannot "), "\(outcome.errors)")
            #expect(outcome.errors.contains(": Permission denied\n"), "\(outcome.errors)")
        }
    }
}
