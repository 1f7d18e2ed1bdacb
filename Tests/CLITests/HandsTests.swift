import Foundation
import Objects
import TestSupport
import Testing

/// What a git user's hands expect: aliases, an editor for messages, git's ignore files, other parameters for a recipe.
@Suite struct HandsTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": Array("1\n".utf8)])
    }

    private func run(_ words: [String], _ variables: [String: String] = [:]) throws -> Outcome {
        try TestSupport.run(at1, words, in: box.files.path, environment: box.environment.merging(variables) { $1 })
    }

    // MARK: Aliases

    @Test func anAliasStandsForWords() throws {
        try box.ok("config", "--global", "alias.last", "log -n 1 --oneline")
        try box.ok("config", "--global", "alias.newest", "last")
        #expect(try box.ok("last") == box.ok("log", "-n", "1", "--oneline"))
        #expect(try box.ok("-C", ".", "newest") == box.ok("last"))
        #expect(try box.ok("--color", "never", "newest") == box.ok("last"))
        try box.ok("config", "--global", "alias.record", "commit --allow-empty -m 'two words'")
        try box.ok("record", "-q")
        #expect(try box.ok("last").hasSuffix(" two words\n"))
    }

    @Test func anAliasIsNoCommandOfAt1AndLeadsToOne() throws {
        try box.ok("config", "--global", "alias.status", "log")
        #expect(try box.ok("status", "-s") == "")
        try box.ok("config", "--global", "alias.a", "b")
        try box.ok("config", "--global", "alias.b", "a")
        let loop = try run(["a"])
        #expect(loop.status == 2)
        #expect(loop.errors.hasPrefix("at1: error: the alias 'a' refers to itself: a → b → a\n"), "\(loop.errors)")
        try box.ok("config", "--global", "alias.sh", "!rm -rf .")
        let shell = try run(["sh"])
        #expect(shell.status == 2)
        #expect(
            shell.errors.hasPrefix("at1: error: the alias 'sh' is not an at1 command: !rm -rf .\n"), "\(shell.errors)")
        // What a repository says does not change what a word means.
        try box.ok("config", "alias.nosuch", "log")
        #expect(try run(["nosuch"]).status == 2)
    }

    // MARK: The editor

    private func editor(_ script: String) throws -> [String: String] {
        try box.files.write("editor", "#!/bin/sh\n\(script)\n")
        chmod(box.files.path + "/editor", 0o755)
        return ["VISUAL": box.files.path + "/editor"]
    }

    @Test func aMessageIsWrittenInTheEditor() throws {
        try box.files.write("a", "2\n")
        try box.ok("add", "a")
        let seen = box.files.path + "/seen"
        let variables = try editor(#"cp "$1" '\#(seen)'; printf 'subject\n\nbody\n# no part\n' > "$1""#)
        #expect(try run(["commit"], variables).status == 0)
        #expect(try box.ok("cat-file", "-p", "HEAD").hasSuffix("\n\nsubject\n\nbody\n"))
        #expect(try String(contentsOfFile: seen, encoding: .utf8).contains("# Changes to be committed:\n#     a\n"))
    }

    @Test func theEditorIsGivenTheFormerMessage() throws {
        let variables = try editor(#"sed -i '1s/$/ again/' "$1""#)
        #expect(try run(["commit", "--amend", "--edit"], variables).status == 0)
        #expect(try box.ok("log", "-n", "1", "--oneline").hasSuffix(" again\n"))
    }

    @Test func noMessageNoCommit() throws {
        let head = try box.ok("rev-parse", "HEAD")
        let empty = try run(["commit", "--allow-empty"], editor(#": > "$1""#))
        #expect(empty.status == 1)
        #expect(empty.errors == "at1: error: nothing was committed, since the message is empty\n")
        let failed = try run(["commit", "--allow-empty"], editor("exit 3"))
        #expect(failed.status == 4)
        #expect(failed.errors.hasPrefix("at1: error: there was a problem with the editor '"), "\(failed.errors)")
        let none = try run(["commit", "--allow-empty"])
        #expect(none.status == 2)
        #expect(none.errors.hasPrefix("at1: error: a commit needs a message\n"))
        #expect(try box.ok("rev-parse", "HEAD") == head)
    }

    // MARK: Completion

    @Test func aShellCompletesWhatThereIs() throws {
        try box.ok("branch", "side")
        try box.files.write("d/data.csv", "1\n")
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "r")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "two")
        try box.ok("remote", "add", "origin", "../elsewhere")
        func candidates(_ words: String...) throws -> Set<String> {
            let quoted = words.map { "'\($0)'" }.joined(separator: " ")
            let script = """
                source <('\(at1)' completion bash)
                COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                at1() { '\(at1)' "$@"; }
                _at1 at1 "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let programs = URL(fileURLWithPath: at1).deletingLastPathComponent().path
            let path = ["PATH": programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")]
            let outcome = try TestSupport.run(
                "/bin/bash", ["-c", script], in: box.files.path, environment: box.environment.merging(path) { $1 })
            return Set(outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        }
        #expect(try candidates("at1", "switch", "").isSuperset(of: ["HEAD", "main", "side"]))
        #expect(try candidates("at1", "switch", "s") == ["side"])
        #expect(try candidates("at1", "fetch", "o") == ["origin"])
        #expect(try candidates("at1", "add", "--generator", "np_m") == ["np_montecarlo"])
        #expect(try candidates("at1", "recipes", "set", "r", "") == ["n_paths=", "n_steps=", "seed="])
        #expect(try candidates("at1", "cat", "main:").isSuperset(of: ["main:a", "main:d/", "main:r"]))
        #expect(try candidates("at1", "cat", "main:d/") == ["main:d/data.csv"])
    }

    // MARK: Ignore files

    @Test func gitsIgnoreFileCountsWhereThereIsNoneOfOurs() throws {
        try box.files.write(".gitignore", "*.log\n")
        try box.files.write("d/.at1ignore", "!keep.log\n")
        try box.files.write("d/.gitignore", "*\n")
        for name in ["x.log", "d/x.log", "d/keep.log", "d/y"] { try box.files.write(name, "1\n") }
        try box.files.write(".at1store/info/exclude", "# of this machine\ny\n")
        #expect(try box.ok("status", "-s") == "?? .gitignore\n?? d/\n")
        #expect(
            try box.ok("check-ignore", "-v", "x.log", "d/keep.log", "d/y", "a")
                == ".gitignore:1:*.log\tx.log\nd/.at1ignore:1:!keep.log\td/keep.log\n.at1store/info/exclude:2:y\td/y\n")
        try box.ok("add", ".")
        #expect(
            try box.ok("status", "-s")
                == ["A  .gitignore", "A  d/.at1ignore", "A  d/.gitignore", "A  d/keep.log", ""].joined(separator: "\n"))
        #expect(try box.ok("check-ignore", "x.log", "d/keep.log", "d/y", "a") == "x.log\nd/y\n")
        let none = try run(["check-ignore", "a"])
        #expect(none.status == 1 && none.output.isEmpty && none.errors.isEmpty)
        let ignored = try JSONValue(parsing: Array(box.ok("check-ignore", "--json", "x.log").utf8))
        #expect(
            ignored == [["file": ".gitignore", "ignored": true, "line": 1, "path": "x.log", "pattern": "*.log"]])
    }

    // MARK: Archives

    @Test func anArchiveIsReadByTar() throws {
        let long = String(repeating: "p", count: 70) + "/" + String(repeating: "q", count: 90)
        try box.files.write(long, noise(3_000_000))
        try box.files.write("run", "#!/bin/sh\n")
        chmod(box.files["run"], 0o755)
        try FileManager.default.createSymbolicLink(atPath: box.files["link"], withDestinationPath: "a")
        let call = #"{"seed":7,"calls":[{"call":"normal","size":[1000]}]}"#
        try box.ok("generate", "np_random", "--params", call, "--out", "x")
        try box.ok("add", ".")
        try box.ok("commit", "-qm", "files")
        for (name, unpack) in [("t.tar", "tar -xf t.tar -C out"), ("t.tar.xz", "xz -dc t.tar.xz | tar -xf - -C out")] {
            try box.ok("archive", "HEAD", "-o", name, "--prefix", "v1/")
            let script = "rm -rf out && mkdir out && \(unpack) && cd out/v1 && find . ! -type d | sort"
            let files = try TestSupport.run(
                "/bin/sh", ["-c", script], in: box.files.path, environment: box.environment)
            #expect(
                files.output == ["./a", "./link", "./\(long)", "./run", "./x", ""].joined(separator: "\n"),
                "\(files.errors)")
            for path in ["a", long, "run", "x"] {
                #expect(try box.files.read("out/v1/\(path)") == box.files.read(path))
            }
            #expect(access(box.files["out/v1/run"], X_OK) == 0)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: box.files["out/v1/link"]) == "a")
        }
        // The same commit, the same bytes; part of it; and a name that does not say a format.
        try box.ok("archive", "HEAD", "-o", "again.tar", "--prefix", "v1/")
        #expect(try box.files.read("again.tar") == box.files.read("t.tar"))
        let part = try TestSupport.run(
            "/bin/sh", ["-c", "'\(at1)' archive HEAD a -o - --format tar | tar -tf -"], in: box.files.path,
            environment: box.environment)
        #expect(part.output == "a\n")
        let unknown = try run(["archive", "HEAD", "-o", "x.rar"])
        #expect(unknown.status == 2)
        #expect(unknown.errors.hasPrefix("at1: error: the name 'x.rar' implies no archive format"), "\(unknown.errors)")
    }

    // MARK: Parameters of recipes

    @Test func aRecipeGetsOtherParameters() throws {
        let call = #"{"seed":7,"calls":[{"call":"normal","loc":1,"size":[10]}]}"#
        try box.ok("generate", "np_random", "--params", call, "--encoding", "npy", "--out", "x.npy")
        let before = try box.files.read("x.npy")
        try box.ok("commit", "-qm", "x")
        try box.ok("recipes", "set", "x.npy", "seed=8", "calls.0.loc=2.5")
        #expect(try box.files.read("x.npy") != before)
        #expect(try box.ok("recipes").contains(#""loc":2.5"#))
        #expect(try box.ok("status", "-s") == "M  x.npy\n")
        try box.ok("recipes", "set", "x.npy", "seed=7", "calls.0.loc=1")
        #expect(try box.files.read("x.npy") == before)
        #expect(try box.ok("status", "-s") == "")
    }

    @Test func whatCannotBeSetIsSaid() throws {
        let call = #"{"seed":7,"calls":[{"call":"normal","size":[10]}]}"#
        try box.ok("generate", "np_random", "--params", call, "--out", "x")
        for (words, status, what) in [
            (["x", "seed"], Int32(2), "'seed' is not name=value"),
            (["a", "seed=1"], 2, "'a' is not stored as a recipe"),
            (["x", "calls.3.loc=1"], 2, "'calls.3.loc=1' does not exist: there is no '3'"),
        ] {
            let outcome = try run(["recipes", "set"] + words)
            #expect(outcome.status == status, "\(words): \(outcome.errors)")
            #expect(outcome.errors.hasPrefix("at1: error: \(what)\n"), "\(outcome.errors)")
        }
        try box.files.write("x", "by hand")
        let refused = try run(["recipes", "set", "x", "seed=8"])
        #expect(refused.status == 3)
        #expect(refused.errors.hasPrefix("at1: error: 'x' was changed by hand\n"), "\(refused.errors)")
        #expect(try box.files.read("x") == Array("by hand".utf8))
        try box.ok("recipes", "set", "--force", "x", "seed=8")
    }
}
