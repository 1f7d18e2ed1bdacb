import Objects
import TestSupport
import Testing

@Suite struct StashStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": Array("1\n2\n3\n4\n5\n".utf8), "b": Array("b\n".utf8)])
    }

    private func text(_ name: String) throws -> String { String(decoding: try box.files.read(name), as: UTF8.self) }

    @Test func workGoesAwayAndComesBack() throws {
        try box.files.write("a", "one\n2\n3\n4\n5\n")
        try box.files.write("b", "staged\n")
        try box.ok("add", "b")
        try box.files.write("new", "n\n")
        try box.ok("stash", "-u", "-m", "half done")
        #expect(try box.ok("status", "-s") == "")
        #expect(!box.files.exists("new"))
        #expect(try box.ok("stash", "list") == "stash@{0}: On main: half done\n")
        try box.ok("gc", "--prune", "now")
        try box.ok("stash", "pop")
        #expect(try box.ok("status", "-s") == " M a\n M b\n?? new\n")
        #expect(try text("a") == "one\n2\n3\n4\n5\n" && text("b") == "staged\n" && text("new") == "n\n")
        #expect(try box.ok("stash", "list") == "")
    }

    @Test func theIndexComesBackToo() throws {
        try box.files.write("b", "staged\n")
        try box.ok("add", "b")
        try box.files.write("b", "staged, and changed\n")
        try box.ok("stash")
        try box.ok("stash", "apply", "--index")
        #expect(try box.ok("status", "-s") == "MM b\n")
        #expect(try text("b") == "staged, and changed\n")
        #expect(try box.ok("stash", "list").contains("WIP on main"))
    }

    @Test func itMergesWithWhatCameSince() throws {
        try box.files.write("a", "one\n2\n3\n4\n5\n")
        try box.ok("stash")
        try box.files.write("a", "1\n2\n3\n4\nfive\n")
        try box.ok("commit", "-am", "meanwhile")
        try box.ok("stash", "pop")
        #expect(try text("a") == "one\n2\n3\n4\nfive\n")
        try box.ok("restore", "a")
        try box.files.write("a", "1\n2\nthree\n4\nfive\n")
        try box.ok("stash")
        try box.files.write("a", "1\n2\nthird\n4\nfive\n")
        try box.ok("commit", "-am", "the same line")
        #expect(try box.at1("stash", "pop").status == 1)
        #expect(try box.ok("status", "-s") == "UU a\n")
        #expect(try box.ok("stash", "list") != "")
    }

    @Test func whatIsInTheWayIsNotOverwritten() throws {
        try box.files.write("a", "stashed\n")
        try box.ok("stash")
        try box.files.write("a", "in the way\n")
        #expect(try box.at1("stash", "pop").status == 1)
        #expect(try text("a") == "in the way\n")
        #expect(try box.ok("stash", "list") != "")
        #expect(try box.at1("stash", "drop", "1").status == 2)
        try box.ok("stash", "drop")
        #expect(try box.ok("stash", "list") == "")
        #expect(try box.at1("stash", "pop").errors.contains("there is no stash@{0}"))
    }
}
