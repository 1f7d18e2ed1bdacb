import Foundation
import Objects
import TestSupport
import Testing

/// Parts of a file that are staged and restored; scripts/peer-merge compares the same with git's.
@Suite struct HunkStoryTests {
    let box: Sandbox
    private static let old = (1...30).map { "line \($0)\n" }

    init() throws {
        box = try Sandbox(committed: ["t": Array(Self.old.joined().utf8), "x": [0, 1, 2]])
    }

    private func text(_ changes: [Int: String]) -> String {
        (1...30).map { changes[$0] ?? "line \($0)\n" }.joined()
    }

    private func answering(_ answers: String, _ words: String...) throws -> Outcome {
        try run(
            "/bin/sh", ["-c", "printf '\(answers)' | exec '\(at1)' \(words.joined(separator: " "))"],
            in: box.files.path,
            environment: box.environment.merging(["VISUAL": ""]) { $1 })
    }

    @Test func hunksAreStaged() throws {
        let changes = [2: "two\n", 15: "", 29: "line 29\nnew\n"]
        try box.files.write("t", text(changes))
        try box.files.write("x", [0, 9])
        let outcome = try answering("y\nn\ny\n", "add", "-p")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("(1/3) Stage this hunk [y,n,q,a,d,j,J,g,/,e,?]? "), "\(outcome.output)")
        #expect(outcome.output.contains("(3/3) Stage this hunk [y,n,q,a,d,K,g,/,e,?]? "), "\(outcome.output)")
        #expect(try box.ok("cat", ":t") == text([2: "two\n", 29: "line 29\nnew\n"]))
        #expect(try box.files.read("t") == Array(text(changes).utf8))
        // What is no text is passed over; one operation undoes all of it.
        #expect(outcome.errors.contains("x is passed over"))
        try box.ok("undo")
        #expect(try box.ok("cat", ":t") == text([:]))
        #expect(try box.files.read("t") == Array(text(changes).utf8))
    }

    @Test func aHunkIsSplit() throws {
        try box.files.write("t", text([5: "five\n", 7: "seven\n"]))
        let outcome = try answering("s\nn\ny\n", "add", "-p", "t")
        #expect(outcome.output.contains("[y,n,q,a,d,s,e,?]? ") && outcome.output.contains("Split into 2 hunks.\n"))
        #expect(try box.ok("cat", ":t") == text([7: "seven\n"]))
    }

    @Test func aHunkIsEdited() throws {
        try box.files.write("t", text([2: "two\n", 15: "fifteen\n"]))
        try box.ok("config", "core.editor", "sed -i s/^+two/+TWO/")
        #expect(try answering("e\nn\n", "add", "-p").status == 0)
        #expect(try box.ok("cat", ":t") == text([2: "TWO\n"]))
        // The file stays as it is; in it a change can be taken back to something else as well.
        #expect(try box.files.read("t") == Array(text([2: "two\n", 15: "fifteen\n"]).utf8))
        try box.ok("config", "core.editor", "sed -i s/^-line.15/-hand/")
        #expect(try answering("n\ne\n", "restore", "-p").status == 0)
        #expect(try box.files.read("t") == Array(text([2: "two\n", 15: "hand\n"]).utf8))
    }

    @Test func anEditedHunkMustApply() throws {
        try box.files.write("t", text([2: "two\n"]))
        for (editor, answers, words) in [
            ("sed -i s/^.line/-other/", "e\ny\nn\nn\n", "The edited hunk does not apply. Edit it again [y,n,?]? "),
            ("sed -i d", "e\nn\n", "[y,n,q,a,d,e,?]? "),
            ("false", "e\nn\n", "[y,n,q,a,d,e,?]? "),
        ] {
            try box.ok("config", "core.editor", editor)
            let outcome = try answering(answers, "add", "-p")
            #expect(
                outcome.status == 0 && outcome.output.components(separatedBy: words).count == 3, "\(editor): \(outcome)"
            )
            #expect(outcome.errors.contains("there was a problem with the editor 'false'") == (editor == "false"))
            #expect(try box.ok("diff", "--staged") == "")
        }
        try box.ok("config", "--unset", "core.editor")
        #expect(try answering("e\nn\n", "add", "-p").errors.contains("there is no editor"))
    }

    @Test func anEndOfTheAnswersDecidesNothingMore() throws {
        try box.files.write("t", text([2: "two\n", 15: "fifteen\n"]))
        #expect(try answering("y\n", "add", "-p").status == 0)
        #expect(try box.ok("cat", ":t") == text([2: "two\n"]))
        #expect(try answering("", "add", "-p").status == 0)
        #expect(try box.ok("cat", ":t") == text([2: "two\n"]))
        #expect(try box.at1("add", "-p", "--json").status == 2)
        #expect(try box.at1("add", "-p", "nosuch").status != 4)
    }

    @Test func hunksAreDiscardedAndUnstaged() throws {
        let changes = [2: "two\n", 15: "fifteen\n"]
        try box.files.write("t", text(changes))
        try box.ok("add", "t")
        try box.files.write("t", text(changes.merging([29: "twenty-nine\n"]) { $1 }))
        #expect(try answering("y\nn\n", "restore", "--staged", "-p").output.contains("Unstage this hunk ["))
        #expect(try box.ok("cat", ":t") == text([15: "fifteen\n"]))
        let outcome = try answering("n\ny\n", "restore", "-p", "t")
        #expect(outcome.output.contains("Discard this hunk from worktree ["))
        #expect(try box.files.read("t") == Array(text(changes).utf8))
        #expect(try answering("a\n", "restore", "--source", "HEAD", "-p").status == 0)
        #expect(try box.files.read("t") == Array(text([:]).utf8))
    }

    @Test func modesAndFilesThatGoAreAskedAbout() throws {
        chmod(box.files["t"], 0o755)
        try box.files.write("t", text([2: "two\n"]))
        chmod(box.files["t"], 0o755)
        #expect(try answering("y\nn\n", "add", "-p").output.contains("Stage mode change [y,n,q,a,d,?]? "))
        #expect(try box.ok("diff", "--staged").hasSuffix("old mode 100644\nnew mode 100755\n"))
        try box.files.remove("t")
        #expect(try answering("n\n", "add", "-p").output.contains("Stage deletion [y,n,q,a,d,?]? "))
        #expect(try box.ok("ls-tree", "HEAD", "t").contains("\tt\n"))
        #expect(try answering("y\n", "restore", "-p").output.contains("Discard deletion from worktree [y,n,q,a,d,?]? "))
        #expect(box.files.exists("t"))
        try box.files.remove("t")
        #expect(try answering("y\n", "add", "-p").status == 0)
        #expect(try box.ok("status", "-s") == "D  t\n")
    }

    @Test func changesAreMarkedWordByWord() throws {
        try box.files.write("t", text([2: "line two\n", 15: "", 29: "line 29 or so\n"]))
        let lines = try box.ok("diff", "--word-diff", "t").split(separator: "\n").map(String.init)
        #expect(
            lines.contains("line [-2-]{+two+}") && lines.contains("[-line 15-]")
                && lines.contains("line 29{+ or so+}") == false)
        #expect(lines.contains("line 29 {+or so+}"), "\(lines)")
        #expect(lines.contains("line 1"))
    }

    @Test func filesNeedNoDashes() throws {
        try box.files.write("t", text([2: "two\n"]))
        try box.ok("branch", "x")
        #expect(try box.ok("diff", "t") == box.ok("diff", "--", "t"))
        #expect(try box.ok("diff", "HEAD", "t") == box.ok("diff", "HEAD", "--", "t"))
        // A name that is both is a revision.
        #expect(try box.ok("diff", "x", "t").contains("+two"))
        #expect(try box.ok("diff", "--name-only", "x", "x") == "")
        let unknown = try box.at1("diff", "nosuch")
        #expect(unknown.status == 2 && unknown.errors.contains("'nosuch' names no commit"))
    }

    @Test func recipesDifferInTheirParameters() throws {
        func make(_ seed: Int, _ paths: Int) throws {
            try box.ok(
                "generate", "np_montecarlo", "--params", #"{"seed":\#(seed),"n_paths":\#(paths),"n_steps":6}"#, "--out",
                "r.npy",
                "--encoding", "npy", "--force")
            try box.ok("commit", "-m", "seed \(seed)")
        }
        try make(1, 5)
        try make(2, 7)
        let lines = try box.ok("diff", "--data", "HEAD~1", "HEAD")
        #expect(lines == "M\tr.npy\n    n_paths: 5 -> 7\n    seed: 1 -> 2\n    shape: (5, 6) -> (7, 6)\n", "\(lines)")
        let json = try box.ok("diff", "--data", "--json", "HEAD~1", "HEAD")
        #expect(
            json.contains(
                #""parameters":[{"name":"params.n_paths","new":7,"old":5},{"name":"params.seed","new":2,"old":1}]"#))
    }

    @Test func aGraphHasItsPatches() throws {
        try box.files.write("t", text([2: "two\n"]))
        try box.ok("commit", "-am", "second")
        let lines = try box.ok("log", "--graph", "-p").split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        #expect(lines[0].hasPrefix("* ") && lines[0].hasSuffix(" second"))
        #expect(lines.contains("| +two") && lines.contains("| -line 2"))
        // Nothing hangs below the first commit.
        #expect(lines.contains("  +line 2"))
        #expect(try box.ok("log", "--graph", "--stat").contains("|  t | 2 +-\n|  1 file changed"))
    }

    @Test func branchesByWhatTheyHave() throws {
        try box.ok("branch", "old")
        try box.files.write("t", text([2: "two\n"]))
        try box.ok("commit", "-am", "second")
        try box.ok("branch", "new")
        try box.ok("switch", "old")
        #expect(try box.ok("branch", "--merged") == "* old\n")
        #expect(try box.ok("branch", "--no-merged") == "  main\n  new\n")
        #expect(try box.ok("branch", "--merged", "main") == "  main\n  new\n* old\n")
        #expect(try box.ok("branch", "--contains", "main") == "  main\n  new\n")
        #expect(try box.at1("branch", "--merged", "--contains").status == 2)
    }

    @Test func addIsStrictAndSaysWhatItFound() throws {
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":50,"n_steps":60}"#, "--out", "r")
        try box.ok("commit", "-m", "recipe")
        try box.files.write("r", "by hand\n")
        try box.files.write("t", text([2: "two\n"]))
        let refused = try box.at1("add", "--strict", ".")
        #expect(
            refused.status == 1 && refused.errors.contains("the recipe of 'r' does not give it any more"),
            "\(refused.errors)")
        #expect(try box.ok("diff", "--staged") == "")
        try box.ok("restore", "r")
        try box.ok("add", "--strict", ".")
        #expect(try box.ok("status", "-s") == "M  t\n")
        try box.ok("mv", "r", "again")
        let found = try box.at1(
            "add", "again", "--generator", "np_montecarlo", "--params", #"{"seed":1,"n_paths":50,"n_steps":60}"#)
        #expect(
            found.errors.contains("added 1 file: 1 recipe, 23.") && found.errors.contains(" kB less to store"),
            "\(found.errors)")
    }
}
