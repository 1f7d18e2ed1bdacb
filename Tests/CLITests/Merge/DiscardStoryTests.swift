import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Uncommitted files that a command takes away, and their return.
@Suite struct DiscardStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": Array("a\n".utf8), "b": Array("b\n".utf8), "d/c": Array("c\n".utf8)])
    }

    private func text(_ name: String) throws -> String { String(decoding: try box.files.read(name), as: UTF8.self) }

    /// A working tree with a file of each kind: edited, staged, staged and edited, removed, untracked.
    private func disturb() throws {
        try box.files.write("a", "edited\n")
        try box.files.write("b", "staged\n")
        try box.ok("add", "b")
        try box.files.write("b", "staged, and edited\n")
        try box.files.remove("d/c")
        try box.files.write("new", "not tracked\n")
    }

    /// Each with whether the file `new` stays.
    private static let commands: [([String], keepsNew: Bool)] = [
        (["restore", "."], true), (["reset", "--hard"], true), (["checkout", "--", "."], true),
        (["checkout", "-f", "main"], true), (["restore", "--source", "HEAD", "--staged", "--worktree", "."], true),
        (["clean", "-f"], false), (["rm", "-f", "-r", "a", "b"], true), (["stash"], true), (["stash", "-u"], false),
        (["switch", "-f", "main"], true), (["checkout", "HEAD", "--", "a", "b"], true),
    ]

    @Test(arguments: commands.indices) func undoBringsItBack(_ number: Int) throws {
        let (words, keepsNew) = Self.commands[number]
        try disturb()
        let before = try RepositoryState(box.files.path)
        let status = try box.ok("status", "-s")
        let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        let after = try RepositoryState(box.files.path)
        #expect(before != after, "\(words)")
        #expect((after.files["new"] != nil) == keepsNew, "\(words)")
        // Nothing but the record names it.
        try box.ok("gc", "--prune", "now")
        #expect(try box.at1("fsck").status == 0)
        let undone = try box.at1("undo")
        #expect(undone.status == 0, "\(words): \(undone.errors)")
        #expect(try RepositoryState(box.files.path) == before, "\(words)")
        #expect(try box.ok("status", "-s") == status, "\(words)")
        #expect(try box.ok("stash", "list") == "", "\(words)")
        // And over the undo, to what the command left.
        let list = try JSONValue(parsing: box.ok("op", "log", "--json"))
        guard case .array(let operations) = list else { throw Failure() }
        var fields = try JSONFields(operations[1], "operation")
        try box.ok("op", "restore", fields.string("id"))
        #expect(try RepositoryState(box.files.path) == after, "\(words)")
        #expect(try box.at1("fsck").status == 0)
    }

    private struct Failure: Error {}

    @Test func stashesComeAndGo() throws {
        try disturb()
        let before = try RepositoryState(box.files.path)
        try box.ok("stash", "-u")
        let stashed = try RepositoryState(box.files.path)
        try box.ok("stash", "pop")
        let popped = try RepositoryState(box.files.path)
        try box.ok("undo")
        #expect(try RepositoryState(box.files.path) == stashed)
        #expect(try box.ok("stash", "list") != "")
        try box.ok("undo")
        #expect(try RepositoryState(box.files.path) == before)
        #expect(try box.ok("stash", "list") == "")
        try box.ok("stash", "-u")
        try box.ok("stash", "pop")
        #expect(try RepositoryState(box.files.path) == popped)
        try box.ok("stash", "-m", "dropped")
        try box.ok("stash", "drop")
        try box.ok("gc", "--prune", "now")
        #expect(try box.ok("stash", "list") == "")
        try box.ok("undo")
        #expect(try box.ok("stash", "list").contains("dropped"))
    }

    @Test func whatWasEditedSinceIsNotOverwritten() throws {
        try box.files.write("a", "edited\n")
        try box.ok("restore", "a")
        try box.files.write("a", "edited again\n")
        let outcome = try box.at1("undo")
        #expect(
            outcome.status == 1 && outcome.errors.contains("unstaged changes would be overwritten: 'a'"),
            "\(outcome.errors)")
        #expect(try text("a") == "edited again\n")
        try box.files.write("new", "mine\n")
        try box.ok("clean", "-f")
        try box.files.write("new", "another\n")
        #expect(try box.at1("undo").status == 1)
        #expect(try text("new") == "another\n")
        try box.files.remove("new")
        try box.ok("undo")
        #expect(try text("new") == "mine\n")
    }

    @Test func anIntactTreeIsNoOperation() throws {
        let count = try box.ok("op", "log").count
        try box.ok("restore", ".")
        try box.ok("checkout", "--", "a")
        try box.ok("reset", "--hard")
        #expect(try box.ok("op", "log").count == count)
    }

    @Test func recipesStayRecipes() throws {
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run")
        try box.ok("commit", "-m", "run")
        let bytes = try box.files.read("run")
        try box.ok("mv", "run", "there")
        try box.files.write("there", "other\n")
        try box.ok("restore", "there")
        try box.ok("undo")
        #expect(try text("there") == "other\n")
        try box.files.write("there", bytes)
        try box.ok("reset", "--hard")
        #expect(try box.files.read("run") == bytes)
        try box.ok("undo")
        #expect(try box.files.read("there") == bytes)
        #expect(try box.ok("recipes").contains("there"))
    }

    @Test func generatedFilesMakeWay() throws {
        let words = [
            "generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--force", "--out", "a",
        ]
        try box.files.write("a", "edited\n")
        #expect(try run(at1, words, in: box.files.path, environment: box.environment).status == 0)
        let made = try box.files.read("a")
        #expect(made.count == 240)
        try box.ok("undo")
        #expect(try text("a") == "edited\n" && box.ok("status", "-s") == " M a\n")
    }

    @Test func hunksThatWereDiscardedComeBack() throws {
        try box.files.write("a", "edited\n")
        let outcome = try run(at1, ["restore", "-p"], in: box.files.path, environment: box.environment, input: "y\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try text("a") == "a\n")
        try box.ok("undo")
        #expect(try text("a") == "edited\n")
    }

    @Test func largeFilesAreLeftOut() throws {
        try box.ok("config", "undo.maxSize", "10")
        try box.files.write("a", "edited, and too long\n")
        try box.files.write("b", "short\n")
        let outcome = try box.at1("restore", ".")
        #expect(outcome.status == 0)
        #expect(
            outcome.errors == "at1: warning: undo cannot bring back 'a': undo.maxsize is 10 bytes\n",
            "\(outcome.errors)")
        try box.ok("undo")
        #expect(try text("a") == "a\n" && text("b") == "short\n")
    }

    @Test func aFileInTheWayComesBack() throws {
        try box.ok("rm", "-r", "d")
        try box.ok("commit", "-m", "no folder")
        try box.files.write("d", "a file where the folder was\n")
        let before = try RepositoryState(box.files.path)
        try box.ok("reset", "--hard", "HEAD~1")
        #expect(try text("d/c") == "c\n")
        try box.ok("undo")
        #expect(try RepositoryState(box.files.path) == before)
    }

    /// Killed at any call, what was discarded is there, or comes back.
    @Test(
        arguments: [["restore", "."], ["reset", "--hard", "HEAD"], ["clean", "-f"], ["stash", "-u"]],
        [Faults.Kind.half, .after])
    func nothingIsLostWhenKilled(_ words: [String], _ kind: Faults.Kind) throws {
        try disturb()
        let before = try RepositoryState(box.files.path)
        for call in 1... {
            let scratch = try Scratch()
            _ = try run("/bin/cp", ["-a", box.files.path + "/.", scratch.path], in: scratch.path)
            let (_, isReached) = try Faults.run(words, in: scratch.path, box.environment, kind, at: call)
            guard isReached else { break }
            let what = "\(words), \(kind.rawValue) at call \(call)"
            try expectSound(scratch.path, what)
            // Anything that takes the lock completes what was begun.
            #expect(
                try run(at1, ["branch", "mark"], in: scratch.path, environment: box.environment).status == 0, "\(what)")
            try expectSound(scratch.path, what)
            // The branch, what was not recorded, and the command, if it came so far.
            for _ in 0..<4 {
                var state = try RepositoryState(scratch.path)
                state.files = state.files.filter { !$0.key.contains(".at1-tmp-") }
                if state == before { break }
                let undone = try run(at1, ["undo"], in: scratch.path, environment: box.environment)
                #expect(undone.status == 0, "\(what): \(undone.errors)")
            }
            #expect(try RepositoryState(scratch.path) == before, "\(what)")
        }
    }
}
