import Objects
import TestSupport
import Testing

/// Every command that reports or changes something does so as JSON where it is asked to, errors included.
@Suite struct JSONReportTests {
    let box: Sandbox
    let other: Scratch

    init() throws {
        (box, other) = (try Sandbox(committed: ["a": Array("1\n".utf8), "b": Array("2\n".utf8)]), try Scratch())
        try box.ok("init", "--bare", other["data.at1"])
        try box.ok("remote", "add", "origin", other["data.at1"])
        try box.ok("push", "-u", "origin", "main")
    }

    private func outcome(_ words: [String]) throws -> Outcome {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return try run(
            at1, Array(words[..<end]) + ["--json"] + Array(words[end...]), in: box.files.path,
            environment: box.environment)
    }

    /// The members of the one JSON object that a command prints.
    private func fields(_ words: String...) throws -> JSONFields {
        let outcome = try outcome(words)
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        return try JSONFields(JSONValue(canonical: Array(outcome.output.utf8.dropLast())), words[0])
    }

    private func head() throws -> String { String(try box.ok("rev-parse", "HEAD").dropLast()) }

    @Test func changesOfTheWorkingTree() throws {
        var made = try fields("init", "new")
        #expect(try made.string("folder").hasSuffix("new/.at1store"))
        #expect(try made.get("bare") == false)
        var moved = try fields("mv", "a", "c")
        #expect(try moved.array("moved") == [["from": "a", "to": "c"]])
        var removed = try fields("rm", "b")
        #expect(try removed.array("removed") == [["path": "b"]])
        var unstaged = try fields("reset", "--", "b")
        #expect(try unstaged.array("unstaged") == ["b"])
        var restored = try fields("restore", "b")
        #expect(try restored.array("paths") == ["b"])
        #expect(try restored.get("staged") == false)
        #expect(try restored.get("worktree") == true)
        var reset = try fields("reset", "--hard")
        #expect(try reset.string("head") == head())
        #expect(try reset.string("mode") == "hard")
        var got = try fields("checkout", "HEAD", "--", "a")
        #expect(try got.array("paths") == ["a"])
        #expect(try got.digest("source").hex == box.ok("rev-parse", "HEAD^{tree}").dropLast())
    }

    @Test func branchesAndTags() throws {
        var created = try fields("switch", "-c", "side")
        #expect(try created.string("branch") == "side")
        #expect(try created.get("created") == true)
        var back = try fields("checkout", "main")
        #expect(try back.string("branch") == "main")
        #expect(try back.string("head") == head())
        #expect(try back.get("created") == false)
        var detached = try fields("switch", "--detach", "HEAD")
        #expect(try detached.get("branch") == .null)
        var none = try fields("branch", "--show-current")
        #expect(try none.get("branch") == .null)
        try box.ok("switch", "main")
        var current = try fields("branch", "--show-current")
        #expect(try current.string("branch") == "main")
        var made = try fields("branch", "third")
        #expect(try made.string("name") == "third")
        var renamed = try fields("branch", "-m", "third", "fourth")
        #expect(try [renamed.string("old"), renamed.string("new")] == ["third", "fourth"])
        var gone = try fields("branch", "-d", "fourth")
        #expect(try gone.array("removed") == [["id": .string(head()), "name": "fourth"]])
        var tag = try fields("tag", "-m", "one", "v1")
        #expect(try tag.string("name") == "v1")
        #expect(try tag.string("target") == head())
        var shown = try fields("show", "v1")
        #expect(try shown.string("kind") == "tag")
        #expect(try shown.string("message") == "one\n")
        var target = try shown.fields("object")
        #expect(try target.string("id") == head())
        var removed = try fields("tag", "-d", "v1")
        #expect(try removed.array("removed").count == 1)
    }

    @Test func objects() throws {
        let id = String(try box.ok("rev-parse", "HEAD:a").dropLast())
        var revisions = try fields("rev-parse", "HEAD:a")
        #expect(try revisions.array("revisions") == [["revision": "HEAD:a", "id": .string(id)]])
        for words in [["show", "HEAD:a"], ["cat", "HEAD:a"]] {
            let outcome = try outcome(words)
            var content = try JSONFields(JSONValue(parsing: outcome.output), words[0])
            #expect(try content.string("id") == id)
            #expect(try content.string("text") == "1\n")
            #expect(try content.unsigned("length") == 2)
        }
        var file = try fields("cat-file", "-p", "HEAD:a")
        #expect(try file.string("kind") == "blob")
        _ = try file.fields("object")
        var absent = try JSONFields(
            JSONValue(parsing: outcome(["cat-file", "-e", "nothing"]).output), "cat-file")
        #expect(try absent.get("exists") == false)
        try box.files.write("odd", [0xff, 0x00])
        try box.ok("add", "odd")
        var odd = try fields("show", ":odd")
        #expect(try odd.string("base64") == "/wA=")
        let hashed = try JSONValue(parsing: outcome(["hash-object", "a"]).output)
        #expect(hashed == [["path": "a", "kind": "blob", "id": .string(id)]])
        var tree = try fields("show", "HEAD^{tree}")
        #expect(try tree.array("entries").count == 2)
    }

    @Test func remotesAndSettings() throws {
        var upToDate = try fields("pull")
        #expect(try upToDate.get("up_to_date") == true)
        try box.ok("clone", other["data.at1"], "work")
        try box.files.write("work/a", "3\n")
        try box.ok("-C", "work", "commit", "-am", "three")
        try box.ok("-C", "work", "push")
        let old = try head()
        var pulled = try fields("pull")
        #expect(try pulled.string("branch") == "main")
        #expect(try pulled.string("old") == old)
        #expect(try pulled.string("new") == head())
        var added = try fields("remote", "add", "second", other["data.at1"])
        #expect(try added.string("name") == "second")
        var renamed = try fields("remote", "rename", "second", "third")
        #expect(try renamed.string("new") == "third")
        var removed = try fields("remote", "remove", "third")
        #expect(try removed.string("removed") == "third")
        var set = try fields("config", "user.name", "Ada")
        #expect(try set.string("value") == "Ada")
    }

    // MARK: Errors

    @Test(arguments: [
        (["show", "nothing"], "unknown-revision", 2), (["commit", "-m", "x"], "nothing-to-commit", 1),
        (["switch", "none"], "ref-missing", 2), (["status", "--nonsense"], "usage", 2),
        (["frobnicate"], "usage", 2), (["-C", "nowhere", "status"], "environment", 4),
        (["push", "nowhere"], "no-such-remote", 2), (["add", "none"], "path-not-found", 2),
    ])
    func errorsAreJSONToo(words: [String], code: String, exit: Int) throws {
        let outcome = try outcome(words)
        #expect(outcome.status == Int32(exit))
        var report = try JSONFields(JSONValue(canonical: Array(outcome.output.utf8.dropLast())), "report")
        var error = try report.fields("error")
        try report.end()
        #expect(try error.string("code") == code)
        #expect(try error.unsigned("exit") == UInt64(exit))
        let message = try error.string("message")
        let hint = try error.stringOrNull("hint")
        try error.end()
        // The same words as for people, who read them on stderr.
        #expect(outcome.errors == "at1: error: \(message)\n" + (hint.map { "hint: \($0)\n" } ?? ""))
    }

    // MARK: Hints

    @Test(arguments: [
        (["statsu"], "did you mean 'status'?"), (["mirror", "psh"], "did you mean 'push'?"),
        (["key", "lst"], "did you mean 'list'?"), (["switch", "mian"], "did you mean 'main'?"),
        (["log", "mian~1"], "did you mean 'main'?"), (["fetch", "orgin"], "did you mean 'origin'?"),
        (["frobnicate"], "'at1 --help' lists them"), (["commit"], "give one with -m"),
    ])
    func theSecondLineIsAHint(words: [String], hint: String) throws {
        let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
        #expect(outcome.status == 2)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[1].hasPrefix("hint: \(hint)"), "\(outcome.errors)")
    }

    // MARK: Quiet

    @Test(arguments: [true, false]) func quietPrintsErrorsOnly(isFirst: Bool) throws {
        try box.files.write("new", "x")
        try box.files.write("run", noise(100))
        for words in [
            ["init", "fresh"], ["add", "new"], ["commit", "-m", "x"], ["push"], ["fetch"], ["pull"], ["gc"], ["fsck"],
            ["clone", other["data.at1"], "copy"], ["switch", "-c", "b"], ["checkout", "main"], ["tag", "v1"],
            ["tag", "-d", "v1"], ["branch", "-d", "b"], ["mv", "new", "old"], ["rm", "--cached", "old"],
            ["mirror", "push", other["m.git"]], ["replay", "pack", "run", "--out", "run.at1r"],
            ["replay", "unpack", "run.at1r", "--out", "again"], ["key", "generate", "k", "--no-passphrase"],
            ["drop", "a"], ["materialize", "a"],
        ] {
            let outcome = try run(
                at1, isFirst ? ["-q"] + words : words + ["--quiet"], in: box.files.path, environment: box.environment)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
            #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "\(words): \(outcome.output)\(outcome.errors)")
        }
        #expect(try box.ok("-q", "rev-parse", "HEAD").count == 65)
    }

    // MARK: Branches that only remotes have, and tags

    @Test(arguments: ["switch", "checkout"]) func aBranchOfARemoteIsFollowed(command: String) throws {
        try box.ok("branch", "side")
        try box.ok("push", "origin", "side")
        try box.ok("clone", other["data.at1"], "work")
        try box.ok("-C", "work", command, "side")
        #expect(try box.ok("-C", "work", "status").contains("up to date with 'origin/side'"))
        #expect(try box.ok("-C", "work", "branch", "--show-current") == "side\n")
        try box.ok("-C", "work", "switch", "main")
        try box.ok("-C", "work", "branch", "-D", "side")
        try box.ok("-C", "work", "remote", "add", "-f", "second", other["data.at1"])
        let several = try box.at1("-C", "work", command, "side")
        #expect(several.status == 2)
        #expect(
            several.errors
                == "at1: error: several remotes have a branch 'side': origin/side, second/side\nhint: say which: at1 switch -c side origin/side\n"
        )
        #expect(try box.ok("-C", "work", "branch") == "* main\n")
        let option = command == "switch" ? "-c" : "-b"
        try box.ok("-C", "work", command, option, "mine", "second/side")
        #expect(try box.ok("-C", "work", "branch", "-vv").contains("[second/side]"))
    }

    @Test func plainTagsGoOnlyWhenTheyAreNamed() throws {
        try box.ok("commit", "--allow-empty", "-m", "x")
        try box.ok("tag", "plain")
        try box.ok("tag", "-m", "annotated", "v1")
        try box.ok("push")
        #expect(try box.ok("-C", other["data.at1"], "tag") == "v1\n")
        try box.ok("tag", "-m", "annotated", "v2")
        try box.ok("push", "--no-follow-tags")
        #expect(try box.ok("-C", other["data.at1"], "tag") == "v1\n")
        try box.ok("push", "origin", "plain")
        #expect(try box.ok("-C", other["data.at1"], "tag") == "plain\nv1\n")
        try box.ok("push", "--tags")
        #expect(try box.ok("-C", other["data.at1"], "tag") == "plain\nv1\nv2\n")
    }
}
