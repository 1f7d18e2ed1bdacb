import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Several working trees of one repository.
@Suite struct WorktreeStoryTests {
    let box: Sandbox
    let other: Scratch

    init() throws {
        (box, other) = (try Sandbox(committed: ["a": Array("1\n".utf8), "d/b": Array("2\n".utf8)]), try Scratch())
    }

    private var tree: String { other["fix"] }

    private func there(_ words: String...) throws -> Outcome {
        try run(TestSupport.at1, words, in: tree, environment: box.environment)
    }

    @Test func twoBranchesAtOnce() throws {
        try box.ok("worktree", "add", tree)
        #expect(try other.read("fix/d/b") == Array("2\n".utf8))
        #expect(try there("status", "-s").output == "")
        #expect(try there("branch").output == "* fix\n+ main\n")
        #expect(try box.ok("branch") == "+ fix\n* main\n")
        try other.write("fix/a", "fixed\n")
        #expect(try there("commit", "-am", "fix").status == 0)
        // Index and HEAD here are as they were.
        #expect(try box.ok("status", "-s") == "")
        #expect(try box.files.read("a") == Array("1\n".utf8))
        try box.ok("merge", "fix")
        #expect(try box.files.read("a") == Array("fixed\n".utf8))
        let lines = try box.ok("worktree", "list").split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasSuffix(" [main]") && lines[1].hasSuffix(" [fix]"), "\(lines)")
        #expect(try there("fsck").status == 0)
        #expect(try box.at1("fsck").status == 0)
        // Settings, ignore rules and remotes are shared.
        try box.ok("config", "user.name", "Shared")
        #expect(try there("config", "user.name").output == "Shared\n")
        try box.files.write(".at1store/info/exclude", "*.log\n")
        try other.write("fix/x.log", "1")
        #expect(try there("status", "-s").output == "")
        // An operation of the one is not undone in the other.
        #expect(try there("undo").status == 0)
        #expect(try box.files.read("a") == Array("fixed\n".utf8))
    }

    @Test func aBranchIsCheckedOutInOnePlaceOnly() throws {
        try box.ok("worktree", "add", "-b", "fix", tree)
        for words in [
            ["switch", "fix"], ["branch", "-D", "fix"], ["branch", "-f", "fix", "main"], ["branch", "-m", "fix", "x"],
            ["worktree", "add", other["again"], "fix"], ["worktree", "add", other["again"], "main"],
        ] {
            let outcome = try run(TestSupport.at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 3, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("' is checked out in '"), "\(words): \(outcome.errors)")
        }
        #expect(!other.exists("again"))
        // Neither a push nor a fetch moves it.
        let clone = try Scratch()
        #expect(
            try run(TestSupport.at1, ["clone", box.files.path, "c"], in: clone.path, environment: box.environment)
                .status == 0)
        let push = try run(
            TestSupport.at1, ["push", "origin", "main:fix"], in: clone["c"], environment: box.environment)
        #expect(push.status == 0 || push.errors.contains("checked out"), "\(push.errors)")
        try clone.write("c/new", "n")
        for words in [["add", "."], ["commit", "-m", "n"]] {
            #expect(try run(TestSupport.at1, words, in: clone["c"], environment: box.environment).status == 0)
        }
        let moved = try run(
            TestSupport.at1, ["push", "origin", "main:fix"], in: clone["c"], environment: box.environment)
        #expect(moved.status == 3 && moved.errors.contains("checked out"), "\(moved.errors)")
        let fetched = try box.at1("fetch", clone["c"], "main:fix")
        #expect(fetched.status == 3, "\(fetched.errors)")
        // At a commit, any number of them.
        try box.ok("worktree", "add", "--detach", other["again"], "fix")
        #expect(try box.ok("worktree", "list").contains("(detached HEAD)"))
        #expect(try box.at1("fsck").status == 0)
    }

    @Test func gcKeepsWhatOnlyOneOfThemNames() throws {
        try box.ok("worktree", "add", tree)
        try other.write("fix/staged", "only in this index\n")
        #expect(try there("add", ".").status == 0)
        try box.ok("gc", "--prune", "now")
        #expect(try there("fsck").status == 0)
        #expect(try there("commit", "-m", "kept").status == 0)
        #expect(try there("cat", "HEAD:staged").output == "only in this index\n")
        // fsck from the one finds damage of the other.
        try other.write("index", "damaged")
        let index = box.files[".at1store/worktrees/fix/index"]
        try FileManager.default.removeItem(atPath: index)
        try FileManager.default.copyItem(atPath: other["index"], toPath: index)
        let check = try box.at1("fsck")
        #expect(check.status == 1 && check.output.contains("the file 'index' is damaged"), "\(check.output)")
        try box.ok("fsck", "--repair")
        #expect(try there("status").status == 0)
    }

    @Test func nothingIsLostWhenOneGoes() throws {
        try box.ok("worktree", "add", tree)
        try other.write("fix/new", "not saved\n")
        let refused = try box.at1("worktree", "remove", tree)
        #expect(
            refused.status == 1 && refused.errors.contains("has untracked files that would be lost"),
            "\(refused.errors)")
        #expect(try there("add", ".").status == 0)
        #expect(try box.at1("worktree", "remove", "fix").errors.contains("has staged changes that would be lost"))
        #expect(try there("commit", "-m", "saved").status == 0)
        #expect(try there("worktree", "remove", ".").errors.contains("is the working tree that this command works in"))
        #expect(try box.at1("worktree", "remove", ".").errors.contains("has the repository in it"))
        try box.ok("worktree", "remove", "fix")
        #expect(!other.exists("fix"))
        #expect(try box.ok("cat", "fix:new") == "not saved\n")
        #expect(try box.files.names(".at1store/worktrees").isEmpty)
        try box.ok("switch", "fix")
        // With --force, whatever there is.
        try box.ok("worktree", "add", tree, "main")
        try other.write("fix/new", "given up\n")
        try box.ok("worktree", "remove", "--force", tree)
        #expect(!other.exists("fix"))
    }

    @Test func oneThatIsGoneIsForgotten() throws {
        try box.ok("worktree", "add", tree)
        try other.remove("fix")
        #expect(try box.ok("worktree", "list").contains(" prunable\n"))
        #expect(try box.at1("fsck").status == 0)
        #expect(try box.ok("worktree", "prune", "-n") == "would forget working tree 'fix'\n")
        #expect(try box.at1("switch", "fix").status == 3)
        #expect(try box.ok("worktree", "prune") == "forgot working tree 'fix'\n")
        try box.ok("switch", "fix")
    }

    @Test func placesForAWorkingTree() throws {
        let inside = try box.at1("worktree", "add", "sub")
        #expect(inside.status == 2 && inside.errors.contains("is inside the working tree"), "\(inside.errors)")
        #expect(!box.files.exists("sub"))
        try other.write("fix/mine", "here already")
        let full = try box.at1("worktree", "add", tree)
        #expect(full.status == 2 && full.errors.contains("exists already, and is not empty"), "\(full.errors)")
        #expect(try other.names("fix") == ["mine"])
        #expect(try box.ok("branch") == "* main\n")
        // Of a bare repository all are further ones.
        try box.ok("clone", "--bare", ".", other["bare"])
        let added = try run(
            TestSupport.at1, ["worktree", "add", other["w"], "main"], in: other["bare"], environment: box.environment)
        #expect(added.status == 0, "\(added.errors)")
        #expect(try other.read("w/a") == Array("1\n".utf8))
        let list = try run(
            TestSupport.at1, ["worktree", "list", "--json"], in: other["w"], environment: box.environment)
        #expect(list.output.contains(#""bare":true"#) && list.output.contains(#""branch":"main""#), "\(list.output)")
        // A copy would share the index with the original.
        let copy = try run("/bin/cp", ["-a", other["w"], other["copy"]], in: other.path)
        #expect(copy.status == 0)
        let status = try run(TestSupport.at1, ["status"], in: other["copy"], environment: box.environment)
        #expect(status.status == 2 && status.errors.contains("is a working tree of '"), "\(status.errors)")
        // A repository that has moved is not found, and nothing is made in its place.
        try FileManager.default.moveItem(atPath: other["bare"], toPath: other["moved"])
        let lost = try run(TestSupport.at1, ["status"], in: other["w"], environment: box.environment)
        #expect(lost.status == 2 && lost.errors.contains("is a working tree of '"), "\(lost.errors)")
    }
}
