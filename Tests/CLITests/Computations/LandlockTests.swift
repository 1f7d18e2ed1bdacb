import Foundation
import Objects
import TestSupport
import Testing

/// Programs where bubblewrap can make no namespaces: Landlock and a filter of system calls confine them.
@Suite struct LandlockTests {
    private func at1(_ here: ComputationBox, _ words: String...) throws -> Outcome {
        try NoNamespaces.run(words, in: here.box.files.path, environment: here.box.environment)
    }

    @Test func aFileComesBackFromItsProgram() throws {
        let here = try ComputationBox()
        try here.box.files.write("in", "b\na\n")
        let made = try at1(here, "run", "--", "sh", "-c", "sort in > $TMPDIR/x && cat $TMPDIR/x > out; cat < in > more")
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.errors.contains("no namespaces here: confined by Landlock"))
        try here.box.ok("commit", "-m", "x")
        for name in ["out", "more"] { try here.box.files.remove(name) }
        let back = try at1(here, "checkout", "--", ".")
        #expect(back.status == 0, "\(back.errors)")
        #expect(try here.box.files.read("out") == Array("a\nb\n".utf8))
        // What was recorded here is made in the other sandbox, too, and the reverse.
        try here.box.files.remove("out")
        try here.box.ok("checkout", "--", ".")
        #expect(try here.box.files.read("out") == Array("a\nb\n".utf8))
        let json = try at1(here, "run", "--json", "--", "sh", "-c", "echo a > other")
        #expect(json.output.contains("\"not_varied\":[\"user\",\"host-name\""), "\(json.output)")
    }

    /// The first execution says what the second one must say if it is confined.
    @Test(arguments: [
        "cat SECRET", "cat /etc/shadow", "cat /etc/hostname", "cat /proc/self/environ", "cat /proc/1/status",
        "ls /root", "ls /", "ls TREE", "echo x > /usr/x", "echo x >> SECRET",
        "echo x > /tmp/at1-landlock", "echo x > /dev/shm/at1-landlock", "mkdir /tmp/at1-landlock", "rm SECRET",
        "chmod 777 SECRET", "touch SECRET", "chmod 777 data", "ln SECRET here && cat here",
        "ln -s SECRET here && cat here",
        "mv SECRET here", "truncate -s 0 SECRET", "kill -9 $PPID", "setsid true", "mount -t tmpfs none /tmp",
        "unshare -U true",
    ])
    func isRefused(_ line: String) throws {
        let here = try ComputationBox()
        let secret = try Scratch()
        try secret.write("secret", "s3cret")
        try here.box.files.write("data", "data")
        let tree = here.box.files.path
        // The working tree cannot be found from inside, nor listed.
        let attack = line.replacing("SECRET", with: secret["secret"]).replacing("TREE", with: tree)
        let outcome = try at1(
            here, "run", "--", "sh", "-c",
            "for t in cat ls mkdir mount unshare rm chmod touch ln mv truncate setsid; do $t --version; done > /dev/null; "
                + "cat data > /dev/null; if [ \"$TMPDIR\" = /tmp ]; then echo refused > f; else { \(attack); } > f 2>/dev/null || echo refused > f; fi"
        )
        #expect(outcome.status == 0, "\(line): \(outcome.errors)")
        #expect(try secret.read("secret") == Array("s3cret".utf8), "\(line)")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/at1-landlock"))
    }

    @Test func systemCallsAreRefused() throws {
        let here = try ComputationBox()
        try SystemCalls.compile(in: here.box.files)
        let outcome = try at1(here, "run", "--", "./calls", "strict", SystemCalls.sign(of: here.box.files))
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: [
        ("while :; do (while :; do :; done) & done", "processes"),
        ("while :; do :; done", "took longer than 2 s"),
        ("(while :; do :; done) & (while :; do :; done) & wait", "took longer than 2 s"),
    ])
    func limitsAreHeldTo(_ line: String, _ words: String) throws {
        let here = try ComputationBox()
        try here.box.ok("config", "run.timeout", words.contains("longer") ? "2" : "60")
        let outcome = try at1(
            here, "run", "--", "sh", "-c", "if [ \"$TMPDIR\" = /tmp ]; then echo a > f; else \(line); fi")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test func nothingThatAProgramStartsOutlivesIt() throws {
        let here = try ComputationBox()
        let mark = "6\(UInt32.random(in: 100_000...999_999))"
        #expect(try at1(here, "run", "--", "sh", "-c", "sleep \(mark) & (sleep \(mark) &) ; echo a > f").status == 0)
        #expect(try !run("/bin/ps", ["-eo", "args"], in: "/").output.contains("sleep \(mark)"))
    }

    /// Files that are only stored are in no place where the program could find them.
    @Test func aKeptEnvironmentNeedsNamespaces() throws {
        let here = try ComputationBox()
        let tools = try Scratch()
        try tools.write("lib.txt", "one")
        #expect(try here.record("cat \(tools["lib.txt"]) > f", "--keep-environment").status == 0)
        try here.box.ok("commit", "-m", "x")
        #expect(try at1(here, "cat", "HEAD:f").output == "one")
        try tools.remove("lib.txt")
        let outcome = try at1(here, "cat", "HEAD:f")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains(tools["lib.txt"]), "\(outcome.errors)")
        #expect(try here.box.ok("cat", "HEAD:f") == "one")
    }

    /// A kernel without Landlock.
    @Test func withoutEitherNothingIsExecuted() throws {
        let here = try ComputationBox()
        try here.recorded("echo a > f")
        try here.box.ok("commit", "-m", "x")
        let words = NoNamespaces.words(["cat", "HEAD:f"])
        let outcome = try run(
            "/usr/bin/strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "inject=landlock_create_ruleset:error=EOPNOTSUPP"] + words,
            in: here.box.files.path, environment: here.box.environment)
        #expect(outcome.status == 4)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("there is no sandbox on this machine: bwrap: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("and the kernel has no Landlock"), "\(outcome.errors)")
    }
}
