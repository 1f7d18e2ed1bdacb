import Foundation
import Objects
import Store
import TestSupport
import Testing

@Suite struct UndoStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": Array("a\n".utf8), "b": Array("b\n".utf8)])
    }

    /// Operations of all kinds, each followed by the state it leaves; then as many undos.
    @Test func twentyOperationsAndTwentyUndos() throws {
        try box.ok("switch", "-c", "side")
        try box.files.write("s", "side\n")
        try box.ok("add", "s")
        try box.ok("commit", "-m", "side")
        try box.ok("switch", "main")
        let steps: [[String]] = [
            ["branch", "other"], ["tag", "v1"], ["cherry-pick", "side"], ["revert", "HEAD"],
            ["reset", "--hard", "HEAD~2"],
            ["merge", "--no-ff", "side"], ["mv", "a", "c"], ["commit", "-m", "moved"], ["branch", "-D", "other"],
            ["switch", "-c", "new"], ["rm", "b"], ["commit", "-m", "removed"], ["switch", "main"], ["merge", "new"],
            ["branch", "-m", "new", "renamed"], ["tag", "-d", "v1"], ["checkout", "side~0"], ["switch", "main"],
            ["reset", "--hard", "side"], ["rebase", "renamed"],
        ]
        #expect(steps.count == 20)
        var states = [try RepositoryState(box.files.path)]
        for words in steps {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
            states.append(try RepositoryState(box.files.path))
        }
        let last = states.removeLast()
        for (words, state) in zip(steps, states).reversed() {
            let outcome = try box.at1("undo")
            #expect(outcome.status == 0, "undo of \(words): \(outcome.errors)")
            #expect(try RepositoryState(box.files.path) == state, "undo of \(words)")
        }
        let list = try JSONValue(parsing: box.ok("op", "log", "--json"))
        guard case .array(let operations) = list else { throw Failure() }
        let ids = try operations.map { operation in
            var fields = try JSONFields(operation, "operation")
            return (id: try fields.string("id"), command: try fields.string("command"))
        }
        let rebase = try #require(ids.first { $0.command == "rebase renamed" })
        try box.ok("op", "restore", rebase.id)
        #expect(try RepositoryState(box.files.path) == last)
        #expect(try box.at1("fsck").status == 0)
    }

    private struct Failure: Error {}

    @Test func undoOverwritesNothingThatIsNotCommitted() throws {
        try box.files.write("a", "two\n")
        try box.ok("commit", "-am", "two")
        try box.ok("switch", "-c", "side")
        try box.ok("reset", "--hard", "HEAD~1")
        try box.files.write("a", "not committed\n")
        let outcome = try box.at1("undo")
        #expect(outcome.status == 1 && outcome.errors.contains("would be"), "\(outcome.errors)")
        #expect(try box.files.read("a") == Array("not committed\n".utf8))
        // Discarding it is an operation of its own, which the way back goes over.
        try box.ok("restore", "a")
        let list = try JSONValue(parsing: box.ok("op", "log", "--json"))
        guard case .array(let operations) = list else { throw Failure() }
        var fields = try JSONFields(operations[2], "operation")
        #expect(try fields.string("command") == "switch -c side")
        try box.ok("op", "restore", fields.string("id"))
        #expect(try box.files.read("a") == Array("two\n".utf8))
    }

    @Test func gcKeepsWhatOperationsName() throws {
        try box.files.write("a", "staged, and then lost\n")
        try box.ok("add", "a")
        try box.ok("reset", "--hard")
        try box.ok("gc", "--prune", "now")
        try box.ok("undo")
        #expect(try box.files.read("a") == Array("staged, and then lost\n".utf8))
        #expect(try box.ok("status", "-s") == "M  a\n")
    }

    @Test func aChangeWithoutARecordIsNoticed() throws {
        let before = try box.files.read(".at1store/operations")
        try box.files.write("a", "two\n")
        try box.ok("commit", "-am", "two")
        // As a build that keeps no records leaves it.
        try box.files.write(".at1store/operations", before)
        try box.ok("tag", "v1")
        try box.ok("undo")
        let outcome = try box.at1("undo")
        #expect(outcome.errors.contains("(not recorded)"), "\(outcome.errors)")
        #expect(try box.ok("log", "--format", "%s") == "first\n")
    }

    /// Killed at any call, undo is done or not done for the next command.
    @Test(arguments: [Faults.Kind.half, .after]) func undoIsWholeOrNothing(_ kind: Faults.Kind) throws {
        let scenario = FaultScenario(
            name: "undo", words: ["undo"],
            preparation: [["switch", "side"], ["branch", "-m", "main", "trunk"], ["undo"]])
        let environment = try FaultScenario.template.get().environment
        let start = try scenario.copy()
        let before = try RepositoryState(start.path)
        #expect(try run(at1, scenario.words, in: start.path, environment: environment).status == 0)
        let after = try RepositoryState(start.path)
        #expect(before != after)
        for call in 1... {
            let scratch = try scenario.copy()
            let (_, isReached) = try Faults.run(scenario.words, in: scratch.path, environment, kind, at: call)
            guard isReached else { break }
            let killed = try RepositoryState(scratch.path)
            #expect(killed.strangers(between: before, and: after) == [], "call \(call)")
            try expectSound(scratch.path, "undo, call \(call)")
            // Anything that takes the lock completes what was begun.
            #expect(try run(at1, ["branch", "mark"], in: scratch.path, environment: environment).status == 0)
            #expect(try run(at1, ["branch", "-D", "mark"], in: scratch.path, environment: environment).status == 0)
            var end = try RepositoryState(scratch.path)
            end.files = end.files.filter { !$0.key.contains(".at1-tmp-") }
            #expect(end == before || end == after, "\(kind.rawValue) at call \(call)")
        }
    }
}
