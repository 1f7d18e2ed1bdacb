import Foundation
import TestSupport
import Testing

/// Words of the call that name what is not there, or what cannot be: each with its exit code, and a hint that leads on.
@Suite struct CallWordsTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["f": Array("words\n".utf8)])
    }

    private func at(_ words: [String], input: String? = nil) throws -> Outcome {
        try run(at1, words, in: box.files.path, environment: box.environment, input: input)
    }

    /// A file that the call names and that is not there is a wrong word, whichever command reads it.
    @Test(arguments: [
        "hash-object nope", "hash-object -w nope", "add nope", "add --recipes nope", "add f --from nope.py",
        "commit --allow-empty -F nope", "generate --recipes nope", "replay pack nope --out x.at1r",
        "replay unpack nope --out x", "replay verify nope", "replay info nope", "replay discover nope --out x.at1r",
        "rerun capture nope -o b", "rerun verify nope nope", "session seal nope -o s", "session show nope",
        "session verify nope", "key import nope", "key generate k --passphrase-file nope", "run --each nope -- true",
        "add nope --generator np_montecarlo --params {\"seed\":1,\"n_paths\":1,\"n_steps\":1}",
    ])
    func aFileThatIsNotThere(line: String) throws {
        let outcome = try at(line.split(separator: " ").map(String.init))
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("at1: error: ") && outcome.errors.contains("nope"), "\(outcome.errors)")
        #expect(try box.ok("status", "-s") == "")
    }

    @Test func directoriesAreEnteredOneAfterTheOther() throws {
        try box.ok("init", "outer/inner")
        for words in [
            ["-C", "outer", "-C", "inner", "init"], ["-C", "outer", "init", "-C", "inner"],
            ["init", "-C", "outer", "-C", "inner"],
        ] {
            let outcome = try at(words)
            #expect(outcome.errors.contains("'.' is a repository already"), "\(words): \(outcome.errors)")
        }
    }

    /// A wrong command is named, and not an option that only the right one has.
    @Test(arguments: [
        ("comit -m x", "'comit' is not a command of at1", "did you mean 'commit'?"),
        ("-C . --lock-wait 3 comit -m x", "'comit' is not a command of at1", "did you mean 'commit'?"),
        ("session verfy x", "'verfy' is not a command of at1 session", "did you mean 'verify'?"),
        ("key genrate --no-passphrase", "'genrate' is not a command of at1 key", "did you mean 'generate'?"),
        ("remote ad x y", "'ad' is not a command of at1 remote", "did you mean 'add'?"),
        ("stash psuh", "'psuh' is not a command of at1 stash", "did you mean 'push'?"),
        ("frobnicate --json", "'frobnicate' is not a command of at1", "'at1 --help' lists them"),
        ("commit --nonsense", "Unknown option '--nonsense'", "usage: at1 commit"),
    ])
    func aWrongCommand(line: String, message: String, hint: String) throws {
        let outcome = try at(line.split(separator: " ").map(String.init))
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("at1: error: \(message)\nhint: \(hint)"), "\(outcome.errors)")
    }

    @Test func aWrongCommandIsNamedUnderJSONToo() throws {
        for words in [["statsu", "--json"], ["--json", "statsu"]] {
            let outcome = try at(words)
            #expect(outcome.status == 2)
            #expect(outcome.output.contains("\"code\":\"usage\"") && outcome.output.contains("'statsu'"))
            #expect(outcome.errors.contains("hint: did you mean 'status'?"), "\(outcome.errors)")
        }
        // Where all else is right, it is --json that is not known.
        #expect(try at(["serve", "--json", "."]).errors.contains("Unknown option '--json'"))
    }

    @Test func standardInputIsReadOnce() throws {
        for words in [["rerun", "verify", "-", "-"], ["hash-object", "-", "-"]] {
            let outcome = try at(words, input: "{}")
            #expect(outcome.status == 2, "\(words): \(outcome.errors)")
            #expect(
                outcome.errors.hasPrefix(
                    "at1: error: '-' is named twice: standard input can be read only once\nhint: "),
                "\(words): \(outcome.errors)")
        }
    }

    @Test func switchSaysWhatThereIsInsteadOfABranch() throws {
        try box.ok("branch", "dev")
        try box.ok("clone", ".", "copy")
        let remote = try at(["-C", "copy", "switch", "origin/dev"])
        #expect(remote.status == 2)
        #expect(
            remote.errors.hasPrefix("at1: error: 'origin/dev' is a remote-tracking branch\nhint: 'at1 switch dev' "))
        #expect(try at(["-C", "copy", "switch", "dev"]).status == 0)
        try box.ok("tag", "v1")
        #expect(
            try at(["switch", "v1"]).errors
                == "at1: error: 'v1' is a tag and not a branch\nhint: 'at1 switch --detach v1' switches to the commit without a branch\n"
        )
        let id = try box.ok("rev-parse", "HEAD").prefix(10)
        #expect(try at(["switch", String(id)]).errors.contains("is a commit and not a branch"))
        #expect(try at(["switch", "nope"]).errors == "at1: error: there is no branch 'nope'\n")
    }

    // MARK: Where a repository may be

    @Test(arguments: [
        ".at1store/x", ".at1store", ".git", ".git/x", "a/.GIT", "a/.AT1STORE/b", "git~1", "at1sto~1", ".git.",
        ".git::$DATA",
        ".g\u{200c}it", ".at1\u{17f}tore", "./.git/../.git",
    ])
    func noRepositoryIsMadeInAReservedFolder(place: String) throws {
        for words in [
            ["init", place], ["init", "--bare", place], ["clone", ".", place], ["mirror", "clone", "m.git", place],
        ] {
            let outcome = try at(words)
            #expect(outcome.status == 2, "\(words): \(outcome.errors)")
            #expect(
                outcome.errors.contains("' is in a folder '.git', or ")
                    || outcome.errors.contains("' is in a folder '.at1store', or "), "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("hint: choose a folder outside of it"))
        }
        #expect(try box.files.names() == [".at1store", "f"])
    }

    @Test func norIsOneMadeFromWithinSuchAFolder() throws {
        #expect(try at(["-C", ".at1store", "init", "x"]).status == 2)
        #expect(try at(["-C", ".at1store/packs", "clone", box.files.path, "x"]).status == 2)
        try FileManager.default.createSymbolicLink(atPath: box.files["way"], withDestinationPath: ".at1store")
        #expect(try at(["init", "way/x"]).status == 2)
        #expect(try at(["init", ".at1store/../fine"]).status == 0)
        #expect(box.files.exists("fine/.at1store"))
    }

    /// The folder that a clone makes was once taken for what it was to be cloned from.
    @Test(arguments: ["nope", "./nope", "a/../nope"]) func nothingIsClonedFromNothing(place: String) throws {
        let outcome = try at(["clone", place])
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("there is nothing at '\(place)'"), "\(outcome.errors)")
        #expect(!box.files.exists("nope"))
    }

    // MARK: Settings and people

    @Test(arguments: ["missing", "word", "gone"]) func theFormatCanBePutRight(fault: String) throws {
        switch fault {
        case "missing": try box.files.remove(".at1store/config")
        case "word": try box.files.write(".at1store/config", "[core]\n    format = x\n")
        default: try box.files.write(".at1store/config", "[core]\n    fsync = false\n")
        }
        for command in ["status", "fsck", "log"] {
            let outcome = try at([command])
            #expect(outcome.errors.contains("hint: 'at1 config core.format 3' "), "\(command): \(outcome.errors)")
        }
        try box.ok("config", "core.format", "3")
        #expect(try box.ok("status", "-s") == "")
        try box.ok("fsck")
    }

    @Test(arguments: ["a\tb", "a\u{1b}[31mb", "a\u{7f}b", "a\u{85}b", "a\nb"]) func noControlCharacters(text: String)
        throws
    {
        for (variable, what) in [("AT1_AUTHOR_NAME", "author"), ("AT1_COMMITTER_EMAIL", "committer")] {
            let outcome = try run(
                at1, ["commit", "--allow-empty", "-m", "x"], in: box.files.path,
                environment: box.environment.merging([variable: text]) { $1 })
            #expect(outcome.status == 2)
            #expect(outcome.errors.hasPrefix("at1: error: \(what): a "), "\(outcome.errors)")
            #expect(outcome.errors.contains(" with a control character in it"), "\(outcome.errors)")
        }
        let key = try at(["key", "generate", "k", "--no-passphrase", "--comment", text])
        #expect(key.status == 2)
        #expect(key.errors.contains("it must be one line, without tabs"), "\(key.errors)")
        #expect(try box.ok("key", "list") == "")
        for words in [["branch", text], ["tag", text], ["switch", "-c", text], ["remote", "add", text, "/x"]] {
            #expect(try at(words).status == 2, "\(words)")
        }
        #expect(try box.ok("branch") == "* main\n")
    }

    @Test func anIgnoreFileHasALimit() throws {
        try box.files.write(".at1ignore", [UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20))
        try box.ok("status")
        try box.files.write(".at1ignore", [UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20 + 1))
        for words in [["status"], ["add", "."]] {
            let outcome = try at(words)
            #expect(outcome.status == 3)
            #expect(outcome.errors == "at1: error: '.at1ignore' has 1048577 bytes; at most 1048576 are read\n")
        }
    }
}
