import Foundation
import TestSupport
import Testing

/// Merges of branches on which programs were run again.
@Suite struct ComputationMergeTests {
    /// A repository whose `out` is made by a script with an argument from `data`, and a branch `side` beside main.
    private func box() throws -> Sandbox {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("data", "1\n")
        try box.files.write("script", "cat data; echo $1; echo end\n")
        try run(box, "one", "a")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "base")
        try box.ok("branch", "side")
        return box
    }

    /// Runs the script with an argument.
    private func run(_ box: Sandbox, _ word: String, _ variable: String) throws {
        try box.ok("run", "--env", "V=\(variable)", "--", "sh", "-c", "sh script $1 > out", "sh", word)
    }

    private func commit(_ box: Sandbox) throws {
        try box.ok("add", ".")
        try box.ok("commit", "-m", "changed")
    }

    private func stale(_ box: Sandbox) throws -> Bool { try box.ok("status").contains("stale") }

    @Test func mergedInputsMakeOutputsStale() throws {
        let box = try box()
        try box.files.write("data", "2\n")
        try box.ok("update")
        try commit(box)
        try box.ok("switch", "side")
        try box.files.write("script", "cat data; echo $1; echo finish\n")
        try box.ok("update")
        try commit(box)
        try box.ok("switch", "main")
        try box.ok("merge", "side")
        #expect(try box.files.read("data") == Array("2\n".utf8))
        #expect(String(decoding: try box.files.read("script"), as: UTF8.self).contains("finish"))
        #expect(try stale(box))
        #expect(try box.at1("fsck").status == 0)
        try box.ok("update")
        #expect(try box.files.read("out") == Array("2\none\nfinish\n".utf8))
        #expect(try !stale(box))
    }

    /// One branch changes an argument, the other an input.
    @Test(arguments: [false, true]) func anArgumentAndAnInput(isOurs: Bool) throws {
        let box = try box()
        if !isOurs { try box.ok("switch", "side") }
        try run(box, "two", "a")
        try commit(box)
        try box.ok("switch", isOurs ? "side" : "main")
        try box.files.write("data", "2\n")
        try box.ok("update")
        try commit(box)
        try box.ok("switch", "main")
        try box.ok("merge", "side")
        #expect(try stale(box))
        try box.ok("update")
        #expect(try box.files.read("out") == Array("2\ntwo\nend\n".utf8))
    }

    @Test func bothBranchesChangeTheCall() throws {
        let box = try box()
        try run(box, "two", "a")
        try commit(box)
        try box.ok("switch", "side")
        try run(box, "one", "b")
        try commit(box)
        try box.ok("switch", "main")
        let outcome = try box.at1("merge", "side")
        #expect(outcome.status == 1)
        let text = outcome.output + outcome.errors
        #expect(text.contains(#"arguments[4]: base "one", ours "two", theirs "one" (no conflict)"#), "\(text)")
        #expect(text.contains(#"variables.V: base "a", ours "a", theirs "b" (no conflict)"#), "\(text)")
        try box.ok("checkout", "--theirs", "out")
        try box.ok("add", "out")
        try box.ok("merge", "--continue")
        #expect(try box.at1("fsck").status == 0)
    }

    @Test func bothBranchesChangeTheSameArgument() throws {
        let box = try box()
        try run(box, "two", "a")
        try commit(box)
        try box.ok("switch", "side")
        try run(box, "three", "a")
        try commit(box)
        try box.ok("switch", "main")
        let outcome = try box.at1("merge", "side")
        #expect(outcome.status == 1)
        #expect(
            (outcome.output + outcome.errors).contains(#"arguments[4]: base "one", ours "two", theirs "three""#),
            "\(outcome.output)\(outcome.errors)")
        try box.ok("merge", "--abort")
        #expect(try box.at1("fsck").status == 0)
    }
}
