import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Bundles, with a fault at each call with which they change a file: a bundle is there as a whole or not at all, an older one
/// stays until the new one is complete, and the repository is sound. Clones and fetches from bundles are among those of
/// `TransferFaultTests`.
@Suite struct BundleFaultTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let words: [String]
        var place = "here"
        /// Whether the file `old.bundle` is what changes.
        var replaces = false

        var testDescription: String { name }

        static let all = [
            Case(name: "bundle create", words: ["bundle", "create", "../made.bundle", "--all"]),
            Case(
                name: "bundle create --force", words: ["bundle", "create", "--force", "../old.bundle", "--all"],
                replaces: true),
            Case(name: "bundle verify", words: ["bundle", "verify", "../whole.bundle"], place: "base"),
            Case(name: "bundle unbundle", words: ["bundle", "unbundle", "../whole.bundle"], place: "base"),
        ]
    }

    /// here, a repository of two commits; base, which has the first of them; whole.bundle and old.bundle, of both and of the first.
    private static let template = Result {
        let box = try Sandbox()
        func at1(_ words: String..., in folder: String) throws {
            let outcome = try run(TestSupport.at1, words, in: box.files[folder], environment: box.environment)
            guard outcome.status == 0 else { throw Unprepared(words: words, errors: outcome.errors) }
        }
        try box.ok("init", "here")
        try box.files.write("here/a", "one\n")
        try at1("add", ".", in: "here")
        try at1("commit", "-m", "one", in: "here")
        try box.ok("clone", "here", "base")
        try at1("bundle", "create", "../old.bundle", "--all", in: "here")
        try box.files.write("here/d/big", noise(300_000))
        try at1(
            "generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run", in: "here")
        try at1("add", ".", in: "here")
        try at1("commit", "-m", "two", in: "here")
        try at1("tag", "-a", "-m", "t", "v1", in: "here")
        try at1("bundle", "create", "../whole.bundle", "--all", in: "here")
        return box
    }

    private struct Unprepared: Error {
        let words: [String]
        let errors: String
    }

    private func copy() throws -> Scratch {
        let scratch = try Scratch()
        for name in ["here", "base", "old.bundle", "whole.bundle"] {
            let outcome = try run("/bin/cp", ["-a", Self.template.get().files[name], scratch[name]], in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        return scratch
    }

    @Test(arguments: Case.all, Faults.Kind.allCases) func oneIsWholeOrNotThere(_ scenario: Case, _ kind: Faults.Kind)
        throws
    {
        let environment = try Self.template.get().environment
        let start = try copy()
        let old = try start.read("old.bundle")
        let before = try RepositoryState(start[scenario.place])
        let done = try run(at1, scenario.words, in: start[scenario.place], environment: environment)
        try #require(done.status == 0, "\(done.errors)")
        let whole = try start.read("whole.bundle")

        let stride = Faults.stride(3)
        var call = 1 - stride + (Faults.Kind.allCases.firstIndex(of: kind) ?? 0) % stride
        var reached = 0
        while true {
            call += stride
            guard call > 0 else { continue }
            let what = "\(scenario.name), \(kind.rawValue) at call \(call)"
            let scratch = try copy()
            let (outcome, isReached) = try Faults.run(
                scenario.words, in: scratch[scenario.place], environment, kind, at: call)
            guard isReached else { break }
            reached += 1
            try #require(call < 500)
            switch kind {
            case .half, .after: #expect(outcome.status == 9, "\(what): \(outcome.status)")
            case .short: #expect(outcome.status == 0, "\(what): \(outcome.errors)")
            case .full, .error:
                #expect([0, 4].contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)")
                if outcome.status == 4 {
                    #expect(outcome.errors.hasPrefix("at1: error: "), "\(what): \(outcome.errors)")
                }
            }

            // No ref moves, and each file is one of two.
            #expect(try RepositoryState(scratch[scenario.place]) == before, "\(what)")
            try expectSound(scratch[scenario.place], what)
            if scratch.exists("made.bundle") { #expect(try scratch.read("made.bundle") == whole, "\(what)") }
            let left = try scratch.read("old.bundle")
            #expect(left == old || scenario.replaces && left == whole, "\(what)")
            #expect(try scratch.read("whole.bundle") == whole, "\(what)")
            if !kind.kills {
                let names = try scratch.names("")
                #expect(
                    Set(names).subtracting(["here", "base", "old.bundle", "whole.bundle", "made.bundle"]) == [],
                    "\(what)")
            }

            // Given again, it comes to the same as if nothing had happened.
            let isMade = scenario.words.contains("../made.bundle") && scratch.exists("made.bundle")
            let again = try run(at1, scenario.words, in: scratch[scenario.place], environment: environment)
            #expect(again.status == (isMade ? 2 : 0), "\(what), again: \(again.errors)")
            if scenario.words.contains("create") {
                #expect(try scratch.read(scenario.replaces ? "old.bundle" : "made.bundle") == whole, "\(what), again")
            } else {
                #expect(again.output == done.output, "\(what), again")
            }
            // A writer takes away what the killed one left.
            for word in ["branch", "-D"] {
                let words = word == "branch" ? ["branch", "mark"] : ["branch", "-D", "mark"]
                #expect(
                    try run(at1, words, in: scratch[scenario.place], environment: environment).status == 0, "\(what)")
            }
            #expect(try scratch.names(scenario.place + "/.at1store/tmp").isEmpty, "\(what), again")
            if scenario.words.contains("unbundle") {
                let head = try RepositoryState(scratch["here"]).refs["refs/heads/main"]
                let id = try #require(head)
                let type = try run(at1, ["cat-file", "-t", id.hex], in: scratch["base"], environment: environment)
                #expect(type.output == "commit\n", "\(what), again: \(type.errors)")
            }
        }
        #expect(reached > 0 || kind == .short, "\(scenario.name), \(kind.rawValue)")
    }
}
