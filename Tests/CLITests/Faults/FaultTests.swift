import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Every command that changes something, killed at each call with which it changes a file, and with the disk full from
/// that call on: what was there before is never lost, and the command can be given again.
@Suite struct FaultTests {
    struct Scenario: CustomTestStringConvertible, Sendable {
        let name: String
        let words: [String]
        var preparation: [[String]] = []
        var files: [String: String] = [:]
        var removed: [String] = []
        /// What the command may say when it is given again after it was done.
        var statusAgain: Set<Int32> = [0]

        var testDescription: String { name }
    }

    static let scenarios: [Scenario] = [
        Scenario(name: "add", words: ["add", "."], files: ["a": "changed\n", "n/m": "new\n"]),
        Scenario(
            name: "commit", words: ["commit", "-m", "two"], preparation: [["add", "."]],
            files: ["a": "changed\n", "n/m": "new\n"],
            statusAgain: [0, 1]),
        Scenario(
            name: "generate",
            words: ["generate", "np_montecarlo", "--params", #"{"seed":3,"n_paths":4,"n_steps":5}"#, "--out", "made"]),
        Scenario(name: "switch", words: ["switch", "side"]),
        Scenario(name: "reset", words: ["reset", "--hard", "side"], files: ["a": "changed\n"]),
        Scenario(name: "restore", words: ["restore", "."], removed: ["a", "run.f64"]),
        Scenario(name: "gc", words: ["gc", "--prune", "now"]),
        Scenario(name: "branch", words: ["branch", "other"], statusAgain: [0, 2]),
        Scenario(name: "tag", words: ["tag", "-a", "-m", "t", "v1"], statusAgain: [0, 2]),
        Scenario(name: "rm", words: ["rm", "a"], statusAgain: [0, 2]),
        Scenario(name: "mv", words: ["mv", "a", "e"], statusAgain: [0, 2]),
        Scenario(
            name: "add a recipe",
            words: ["add", "same", "--generator", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#],
            preparation: [["mv", "run.f64", "same"]]),
        Scenario(name: "config", words: ["config", "user.name", "Grace"]),
    ]

    /// A repository with two branches that differ in all the ways that a checkout must handle.
    static let template = Result {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("a", String(repeating: "one,two\n", count: 500))
        try box.files.write("d/b", "b\n")
        try box.files.write("f", "a file that becomes a folder\n")
        try box.files.write("big", noise(1_100_000))
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run.f64")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "one")
        try box.ok("switch", "-c", "side")
        for name in ["d", "f"] { try box.files.remove(name) }
        try box.files.write("d", "a folder that became a file\n")
        try box.files.write("f/g", "g\n")
        try box.files.write("a", "other\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "two")
        try box.ok("switch", "main")
        return box
    }

    /// All that a repository says, and the files of its work tree.
    struct State: Equatable {
        var head: Head
        var refs: [String: ObjectID]
        var index: [String: ObjectID]
        var settings: String
        var files: [String: [UInt8]]

        init(_ folder: String) throws {
            let repository = try Repository.open(at: folder)
            head = try repository.refs.head()
            refs = Dictionary(uniqueKeysWithValues: try repository.refs.list().map { ($0.name.text, $0.id) })
            index = Dictionary(
                uniqueKeysWithValues: try repository.index().entries.map { ($0.path.description, $0.id) })
            settings = String(
                decoding: FileManager.default.contents(atPath: folder + "/.at1store/config") ?? Data(), as: UTF8.self)
            files = [:]
            for case let name as String in FileManager.default.enumerator(atPath: folder)!
            where !name.hasPrefix(".at1store") {
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                if !isFolder.boolValue { files[name] = [UInt8](bytes) }
            }
        }
    }

    private func copy(_ template: Sandbox, _ scenario: Scenario) throws -> Scratch {
        let scratch = try Scratch()
        let outcome = try run("/bin/cp", ["-a", template.files.path + "/.", scratch.path], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for (name, text) in scenario.files { try scratch.write(name, text) }
        for name in scenario.removed { try scratch.remove(name) }
        for words in scenario.preparation {
            #expect(try run(at1, words, in: scratch.path, environment: template.environment).status == 0)
        }
        return scratch
    }

    private func expectSound(_ scratch: Scratch, _ what: String) throws {
        var options = Fsck.Options()
        options.executesRecipes = false
        let report = try Fsck(Repository.open(at: scratch.path), options).run()
        #expect(report.isClean, "\(what): \(report.findings.map(\.what))")
    }

    @Test(arguments: scenarios, Faults.Kind.allCases)
    func nothingIsLost(_ scenario: Scenario, _ kind: Faults.Kind) throws {
        let template = try Self.template.get()
        let environment = template.environment
        let start = try copy(template, scenario)
        let before = try State(start.path)
        #expect(try run(at1, scenario.words, in: start.path, environment: environment).status == 0)
        let after = try State(start.path)

        var call = 0
        while true {
            call += 1
            let what = "\(scenario.name), \(kind.rawValue) at call \(call)"
            let scratch = try copy(template, scenario)
            let (outcome, isReached) = try Faults.run(scenario.words, in: scratch.path, environment, kind, at: call)
            guard isReached else { break }
            try #require(call < 500)

            let state = try State(scratch.path)
            #expect(state.head == before.head || state.head == after.head, "\(what)")
            #expect(state.refs == before.refs || state.refs == after.refs, "\(what)")
            #expect(state.index == before.index || state.index == after.index, "\(what)")
            #expect(state.settings == before.settings || state.settings == after.settings, "\(what)")
            for (name, bytes) in state.files where !name.contains(".at1-tmp-") {
                #expect(
                    bytes == before.files[name] || bytes == after.files[name],
                    "\(what): '\(name)' is neither old nor new")
            }
            try expectSound(scratch, what)

            switch kind {
            case .kill: #expect(outcome.status == 9, "\(what): \(outcome.status)")
            case .full, .error:
                #expect([0, 4].contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)")
                if outcome.status == 4 {
                    #expect(outcome.errors.hasPrefix("at1: error: "), "\(what): \(outcome.errors)")
                    #expect(outcome.errors.split(separator: "\n").count <= 2, "\(what): \(outcome.errors)")
                }
            }
            if kind == .full {
                #expect(!state.files.keys.contains { $0.contains(".at1-tmp-") }, "\(what)")
                #expect(try scratch.names(".at1store/tmp").isEmpty, "\(what)")
                if outcome.status == 4 {
                    #expect(outcome.errors.contains("No space left"), "\(what): \(outcome.errors)")
                }
            }

            // Given again, the command comes to the same as if nothing had happened, and cleans up.
            let again = try run(at1, scenario.words, in: scratch.path, environment: environment)
            #expect(scenario.statusAgain.contains(again.status), "\(what), again: \(again.errors)")
            if again.status == 0 {
                var end = try State(scratch.path)
                // A commit that is made twice has the first for its parent.
                if scenario.name == "commit" { end.refs = after.refs }
                #expect(end.files == after.files, "\(what), again")
                #expect(end.index == after.index && end.refs == after.refs && end.head == after.head, "\(what), again")
                #expect(try scratch.names(".at1store/tmp").isEmpty, "\(what), again")
            }
        }
        #expect(call > 4)
    }
}
