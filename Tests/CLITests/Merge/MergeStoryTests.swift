import Foundation
import Objects
import TestSupport
import Testing

/// Merging, told to the binary as a user would.
@Suite struct MergeStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox()
        try box.ok("init")
        try box.files.write("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n")
        try box.files.write("b", "b\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "base")
    }

    private func commit(_ message: String, _ files: [String: String]) throws {
        for (name, text) in files { try box.files.write(name, text) }
        try box.ok("add", ".")
        try box.ok("commit", "-m", message)
    }

    private func text(_ name: String) throws -> String { String(decoding: try box.files.read(name), as: UTF8.self) }

    private func fork(theirs: [String: String], ours: [String: String]) throws {
        try box.ok("switch", "-c", "side")
        try commit("theirs", theirs)
        try box.ok("switch", "main")
        try commit("ours", ours)
    }

    @Test func linesOfBothSidesMerge() throws {
        try fork(theirs: ["a": "1\ntwo\n3\n4\n5\n6\n7\n8\n9\n"], ours: ["a": "1\n2\n3\n4\n5\n6\n7\neight\n9\n"])
        #expect(try box.ok("merge", "side").contains("Merge branch 'side'"))
        #expect(try text("a") == "1\ntwo\n3\n4\n5\n6\n7\neight\n9\n")
        #expect(try box.ok("status", "-s") == "")
        let commit = try JSONFields(JSONValue(parsing: box.ok("show", "--json", "HEAD")), "commit")
        var fields = commit
        #expect(try fields.array("parents").count == 2)
        #expect(try box.ok("merge", "side") == "Already up to date.\n")
    }

    @Test func aRenameIsFollowed() throws {
        try box.ok("switch", "-c", "side")
        try box.ok("mv", "a", "moved")
        try box.ok("commit", "-m", "theirs")
        try box.ok("switch", "main")
        try commit("ours", ["a": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"])
        try box.ok("merge", "side")
        #expect(try text("moved") == "1\n2\n3\n4\n5\n6\n7\n8\nnine\n")
        #expect(!box.files.exists("a"))
    }

    @Test func aConflictIsResolvedAndCommitted() throws {
        try fork(theirs: ["a": "theirs\n", "c": "c\n"], ours: ["a": "ours\n"])
        let outcome = try box.at1("merge", "side")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("CONFLICT (content): both sides changed the same lines of a"))
        #expect(try text("a") == "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> side\n")
        #expect(try box.ok("status", "-s") == "UU a\nA  c\n")
        let refused = try box.at1("commit", "-m", "too early")
        #expect(refused.status == 1)
        #expect(refused.errors.hasPrefix("at1: error: there are unresolved conflicts in 'a'\nhint: "))
        for words in [["switch", "side"], ["merge", "side"], ["reset", "--soft", "HEAD"], ["stash"]] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 1 && outcome.errors.contains("is in progress"), "\(words): \(outcome.errors)")
        }
        #expect(try box.at1("fsck").status == 0)
        try box.files.write("a", "both\n")
        try box.ok("add", "a")
        #expect(try box.ok("status").contains("all conflicts are resolved"))
        try box.ok("merge", "--continue")
        #expect(try box.ok("log", "-n", "1", "--format", "%s|%P").split(separator: " ").count == 5 - 1)
        #expect(try box.ok("status", "-s") == "")
    }

    @Test func gcKeepsTheSidesOfAConflict() throws {
        try fork(theirs: ["a": "theirs\n"], ours: ["a": "ours\n"])
        #expect(try box.at1("merge", "side").status == 1)
        try box.ok("gc", "--prune", "now")
        try box.ok("checkout", "--theirs", "a")
        #expect(try text("a") == "theirs\n")
        try box.ok("checkout", "--ours", "a")
        #expect(try text("a") == "ours\n")
        #expect(try box.ok("status", "-s") == "UU a\n")
    }

    @Test func diff3ShowsTheBase() throws {
        try fork(theirs: ["b": "theirs\n"], ours: ["b": "ours\n"])
        #expect(try box.at1("merge", "--conflict", "diff3", "side").status == 1)
        let base = try box.ok("rev-parse", "HEAD~1").prefix(10)
        #expect(try text("b") == "<<<<<<< HEAD\nours\n||||||| \(base)\nb\n=======\ntheirs\n>>>>>>> side\n")
    }

    @Test func abortKeepsWhatTheMergeDidNotTouch() throws {
        try fork(theirs: ["a": "theirs\n"], ours: ["a": "ours\n"])
        try box.files.write("b", "not committed\n")
        #expect(try box.at1("merge", "side").status == 1)
        try box.ok("merge", "--abort")
        #expect(try text("a") == "ours\n")
        #expect(try text("b") == "not committed\n")
        #expect(try box.ok("status", "-s") == " M b\n")
        #expect(try box.at1("merge", "--abort").status == 2)
    }

    @Test func whatIsNotCommittedIsNotOverwritten() throws {
        try fork(theirs: ["a": "theirs\n", "new": "theirs\n"], ours: ["b": "ours\n"])
        try box.files.write("a", "not committed\n")
        let outcome = try box.at1("merge", "side")
        #expect(outcome.status == 1 && outcome.errors.contains("'a'"))
        #expect(try text("a") == "not committed\n")
        try box.ok("restore", "a")
        try box.files.write("new", "not tracked\n")
        #expect(try box.at1("merge", "side").errors.contains("untracked files would be overwritten"))
        #expect(try text("new") == "not tracked\n")
    }

    @Test func recipesMergeByParameter() throws {
        func generate(_ params: String) throws {
            try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64", "--force")
        }
        try generate(#"{"seed":1,"n_paths":5,"n_steps":6}"#)
        try box.ok("commit", "-m", "a recipe")
        try box.ok("switch", "-c", "side")
        try generate(#"{"seed":9,"n_paths":5,"n_steps":6}"#)
        try box.ok("commit", "-m", "theirs")
        try box.ok("switch", "main")
        try generate(#"{"seed":1,"n_paths":7,"n_steps":6}"#)
        try box.ok("commit", "-m", "ours")
        try box.ok("merge", "side")
        let params = try JSONFields(JSONValue(parsing: box.ok("cat-file", "-p", "HEAD:run.f64")), "recipe")
        var fields = params
        #expect(try fields.object("params").keys.sorted() == ["n_paths", "n_steps", "seed"])
        let merged = try box.files.read("run.f64")
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":9,"n_paths":7,"n_steps":6}"#, "--out", "again")
        #expect(try box.files.read("again") == merged)
        #expect(try box.at1("fsck").status == 0)
        // The same parameter on both sides.
        try box.ok("commit", "-m", "again")
        try generate(#"{"seed":2,"n_paths":7,"n_steps":6}"#)
        try box.ok("commit", "-m", "ours")
        try box.ok("switch", "side")
        try generate(#"{"seed":3,"n_paths":5,"n_steps":6}"#)
        try box.ok("commit", "-m", "theirs")
        try box.ok("switch", "main")
        let outcome = try box.at1("merge", "side")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("run.f64: params.seed: base 9, ours 2, theirs 3"), "\(outcome.output)")
    }

    @Test func commitsArePickedRevertedAndRebased() throws {
        try box.ok("switch", "-c", "side")
        try commit("one", ["one": "1\n"])
        try commit("two", ["two": "2\n"])
        try box.ok("switch", "main")
        try commit("ours", ["b": "ours\n"])
        try box.ok("cherry-pick", "side")
        #expect(box.files.exists("two") && !box.files.exists("one"))
        try box.ok("revert", "HEAD")
        #expect(!box.files.exists("two"))
        #expect(try box.ok("log", "-n", "1", "--format", "%s") == "Revert \"two\"\n")
        try box.ok("reset", "--hard", "HEAD~2")
        try box.ok("switch", "side")
        try box.ok("rebase", "main")
        #expect(try box.ok("log", "--format", "%s") == "two\none\nours\nbase\n")
        #expect(try box.ok("rebase", "main") == "Already up to date.\n")
    }

    @Test func aRebaseStopsAndGoesOn() throws {
        try box.ok("switch", "-c", "side")
        try commit("one", ["a": "theirs\n"])
        try commit("two", ["two": "2\n"])
        try box.ok("switch", "main")
        try commit("ours", ["a": "ours\n"])
        try box.ok("switch", "side")
        let tip = try box.ok("rev-parse", "HEAD")
        #expect(try box.at1("rebase", "main").status == 1)
        #expect(try box.ok("status", "-s") == "UU a\n")
        #expect(try box.at1("rebase", "--continue").status == 1)
        try box.ok("rebase", "--abort")
        #expect(try box.ok("rev-parse", "HEAD") == tip)
        #expect(try box.ok("branch", "--show-current") == "side\n")
        #expect(try box.at1("rebase", "main").status == 1)
        try box.files.write("a", "resolved\n")
        try box.ok("add", "a")
        try box.ok("rebase", "--continue")
        #expect(try box.ok("log", "--format", "%s") == "two\none\nours\nbase\n")
        #expect(try box.ok("branch", "--show-current") == "side\n")
        #expect(try text("a") == "resolved\n")
        try box.ok("reset", "--hard", String(tip.dropLast()))
        #expect(try box.at1("rebase", "main").status == 1)
        try box.ok("rebase", "--skip")
        #expect(try box.ok("log", "--format", "%s") == "two\nours\nbase\n")
        #expect(try text("a") == "ours\n")
    }

    @Test func crossedHistoriesHaveSeveralBases() throws {
        try fork(theirs: ["theirs": "t\n"], ours: ["ours": "o\n"])
        try box.ok("branch", "ours1", "main")
        try box.ok("branch", "theirs1", "side")
        try box.ok("merge", "--no-ff", "theirs1")
        try box.ok("switch", "side")
        try box.ok("merge", "--no-ff", "ours1")
        let bases = try Set(box.ok("merge-base", "--all", "main", "side").split(separator: "\n").map(String.init))
        let expected = try Set(["ours1", "theirs1"].map { String(try box.ok("rev-parse", $0).dropLast()) })
        #expect(bases == expected)
        try commit("more", ["a": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"])
        try box.ok("switch", "main")
        try commit("more", ["a": "one\n2\n3\n4\n5\n6\n7\n8\n9\n"])
        try box.ok("merge", "side")
        #expect(try text("a") == "one\n2\n3\n4\n5\n6\n7\n8\nnine\n")
        #expect(try box.at1("merge-base", "--is-ancestor", "side", "main").status == 0)
        #expect(try box.at1("merge-base", "--is-ancestor", "main", "side").status == 1)
    }

    @Test func twoUsersPullAndPush() throws {
        let (other, hub) = (try Scratch(), try Scratch())
        func at1(_ words: String..., status: Int32 = 0) throws -> Outcome {
            let outcome = try run(TestSupport.at1, words, in: other.path, environment: box.environment)
            #expect(outcome.status == status, "\(words): \(outcome.errors)")
            return outcome
        }
        try box.ok("init", hub["hub"], "--bare")
        try box.ok("remote", "add", "origin", hub["hub"])
        try box.ok("push", "-u", "origin", "main")
        _ = try at1("clone", hub["hub"], ".")
        try other.write("theirs", "t\n")
        _ = try at1("add", ".")
        _ = try at1("commit", "-m", "theirs")
        _ = try at1("push")
        try commit("ours", ["ours": "o\n"])
        #expect(try box.at1("push").status == 3)
        #expect(try box.at1("pull", "--ff-only").status == 3)
        try box.ok("pull")
        #expect(try text("theirs") == "t\n")
        try box.ok("push")
        _ = try at1("pull")
        #expect(other.exists("ours"))
        try other.write("more", "m\n")
        _ = try at1("add", ".")
        _ = try at1("commit", "-m", "more")
        _ = try at1("push")
        try commit("ours too", ["ours2": "o\n"])
        try box.ok("pull", "--rebase")
        #expect(try box.ok("log", "-n", "2", "--format", "%s") == "ours too\nmore\n")
        try box.ok("push")
    }
}
