import Foundation
import TestSupport
import Testing

/// What a stranger's repository, address or text could do to the one who uses it.
@Suite struct StrangerTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": [1]])
        // What stands for ssh: it notes its words, and says no.
        try box.files.write("ssh", "#!/bin/sh\nfor word; do printf '[%s]' \"$word\"; done >>\"$0.words\"\nexit 1\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: box.files["ssh"])
    }

    private func at(_ words: String..., environment: [String: String] = [:]) throws -> Outcome {
        try run(at1, words, in: box.files.path, environment: box.environment.merging(environment) { $1 })
    }

    private func sshWords() -> String? {
        (try? box.files.read("ssh.words")).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func sshIsToldWhereItsOptionsEnd() throws {
        #expect(try at("fetch", "u@host:a b", environment: ["AT1_SSH_COMMAND": box.files["ssh"]]).status == 4)
        #expect(sshWords() == "[--][u@host][at1 serve --stdio -- 'a b']")
    }

    @Test func serveTakesAPathThatLooksLikeAnOptionOnlyAfterTwoDashes() throws {
        #expect(try at("serve", "--stdio", "--read-write").status == 2)
        try box.ok("init", "--bare", "--", "-x")
        let outcome = try at("serve", "--stdio", "--", "-x")
        #expect(outcome.output.hasPrefix("at1wire"))
        #expect(!outcome.output.contains("cannot open"))
    }

    @Test(arguments: [
        "http://localhost:secret@host/x", "https://user:secret@127.0.0.1:1/x", "https://secret@127.0.0.1:1/x",
        "https://user:secret@127.0.0.1:1", "git+ssh://user:secret@host/x", "user:secret@host:/x",
    ])
    func noPasswordIsPrintedOrLogged(_ url: String) throws {
        var said = ""
        for words in [
            ["remote", "add", "there", url], ["remote", "-v"], ["remote", "-v", "--json"], ["remote", "show", "there"],
            ["fetch", "there"], ["fetch", url], ["push", url, "main"], ["pull", url, "main"], ["clone", url, "copy"],
            ["clone", url], ["mirror", "push", url], ["mirror", "clone", url, "m"], ["config", "--list"],
            ["mirror", "fetch", url], ["config", "remote.there.url"],
            ["clone", "a", "b", url], ["reflog"], ["remote", "set-url", "there", url],
        ] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            said += outcome.output + outcome.errors
        }
        #expect(said.contains("***"))
        #expect(!said.contains("secret"))
        for name in try FileManager.default.subpathsOfDirectory(atPath: box.files[".at1store/logs"]) {
            let bytes = (try? box.files.read(".at1store/logs/\(name)")) ?? []
            #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
        }
    }

    @Test func keysGoToNoEndpointInTheClear() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_ENDPOINT_URL": "http://example.org"]
        let outcome = try at("fetch", "s3://bucket/x", environment: keys)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("http:// is for this machine only"))
    }

    /// git's CVE-2022-24765: a folder of another user whose settings name a program.
    @Test func settingsOfAnotherUserRunNothing() throws {
        guard geteuid() == 0 else { return }
        let command = box.files["ssh"]
        try box.ok("config", "core.sshcommand", command)
        try box.ok("config", "user.signingkey", "/nowhere")
        #expect(try run("/bin/chown", ["-R", "65534", "."], in: box.files.path).status == 0)
        let refused = try at("fetch", "host:x")
        #expect(refused.status == 3)
        #expect(
            refused.errors.hasPrefix(
                "at1: error: the setting core.sshcommand is ignored: '\(box.files.path)' belongs to another user\n"
            ))
        #expect(refused.errors.contains("at1 config --user --add safe.directory '\(box.files.path)'"))
        #expect(sshWords() == nil)
        #expect(try at("tag", "-s", "-m", "x", "t").status == 3)
        // What names no program goes on; so does a command of the environment, and of whoever became root.
        #expect(try at("log").status == 0)
        #expect(try at("fetch", "host:x", environment: ["AT1_SSH_COMMAND": "false"]).status == 4)
        #expect(try at("fetch", "host:x", environment: ["SUDO_UID": "65534"]).status == 4)
        #expect(sshWords() != nil)
        try box.files.remove("ssh.words")
        // The repository cannot list itself.
        try box.ok("config", "safe.directory", "*")
        #expect(try at("fetch", "host:x").status == 3)
        try box.ok("config", "--user", "--add", "safe.directory", "/elsewhere")
        #expect(try at("fetch", "host:x").status == 3)
        try box.ok("config", "--user", "--add", "safe.directory", box.files.path)
        #expect(try at("fetch", "host:x").status == 4)
        #expect(sshWords() != nil)
    }

    /// Runs a command with a terminal for its output, and gives all that came out.
    private func onTerminal(_ words: String) throws -> [UInt8] {
        let command = "stty -onlcr 2>/dev/null; '\(at1)' \(words)"
        let outcome = try run(
            "/usr/bin/script", ["-qec", command, box.files["typescript"]], in: box.files.path,
            environment: box.environment.merging(["NO_COLOR": "1", "PAGER": "cat"]) { $1 })
        _ = outcome
        return try box.files.read("typescript")
    }

    @Test func textOfOthersDoesNotSteerTheTerminal() throws {
        // A sequence that sets the title, C1 controls, a reversal of the line, and a return that hides what was before.
        let bad = "x\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\rHEAD"
        try box.files.write("new", bad + "\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", bad)
        try box.ok("tag", "-m", bad, "v1")
        // at1 refuses to make such a branch, and reads one that others have made.
        try box.files.write(".at1store/refs/heads/b\u{9b}31m", box.files.read(".at1store/refs/heads/main"))
        for words in [
            "log", "log --oneline", "show HEAD", "branch -v", "cat-file -p HEAD", "cat-file -p v1", "reflog",
            "diff HEAD~1 HEAD",
            "cat HEAD:new", "show v1", "log --json", "tag", "switch 'b\u{9b}31mx'", "fetch $(printf '\\302\\233x')",
        ] {
            let output = try onTerminal(words)
            let text = String(decoding: output, as: UTF8.self)
            let lines = text.split(separator: "\n").dropFirst().filter { !$0.hasPrefix("Script ") }.joined(
                separator: "\n")
            for scalar in "\u{1b}\u{7}\u{9b}\u{202e}".unicodeScalars {
                #expect(!lines.unicodeScalars.contains(scalar), "\(words): U+\(String(scalar.value, radix: 16))")
            }
        }
        let log = String(decoding: try onTerminal("log -n 1 --oneline"), as: UTF8.self)
        #expect(log.contains(#"x\033]0;owned\007\302\23331m\342\200\256"#))
        // Through a pipe the bytes pass as they are.
        #expect(try box.ok("cat", "HEAD:new") == bad + "\n")
        #expect(try box.ok("cat-file", "-p", "HEAD").contains(bad))
    }
}
