import Foundation
import Objects
import TestSupport
import Testing

/// What a trusted program still cannot do when it is executed again. Each is recorded where it does no harm, and then
/// finds itself in the sandbox: the first execution writes what the second one must write, too.
@Suite struct SandboxAttackTests {
    /// Runs a line in the sandbox alone: the first execution is told apart by a file that only the working tree has.
    private func inSandbox(_ line: String) throws -> Outcome {
        let here = try ComputationBox()
        let secret = try Scratch()
        try secret.write("secret", "s3cret")
        // Outside, it says what it must say inside; the test is whether it does.
        // The programs that are tried are in the environment, so that they fail for what they do.
        let outcome = try here.record(
            "for t in cat ls mkdir mount unshare; do $t --version; done > /dev/null; if [ -e \(here.box.files.path) ]; then echo refused > f; else { \(line.replacing("SECRET", with: secret["secret"])); } > f 2>/dev/null || echo refused > f; fi"
        )
        return outcome
    }

    @Test(arguments: [
        "cat SECRET",
        "cat /etc/shadow",
        "cat /etc/hostname",
        "ls /home /root/.ssh",
        "cat ../../at1/work/.at1store/HEAD",
        "echo x > /usr/x",
        "echo x > /at1/x",
        "mkdir /x",
        "mount -t tmpfs none /tmp",
        "unshare -U true",
    ])
    func isRefused(_ line: String) throws {
        let outcome = try inSandbox(line)
        #expect(outcome.status == 0, "\(line): \(outcome.errors)")
    }

    /// System calls by a program in C: each must fail.
    @Test func systemCallsAreRefused() throws {
        let here = try ComputationBox()
        try SystemCalls.compile(in: here.box.files)
        let outcome = try run(
            at1, ["run", "--", "./calls", "namespaces", SystemCalls.sign(of: here.box.files)], in: here.box.files.path,
            environment: here.box.environment)
        let calls = String(decoding: try here.box.files.read("calls.txt"), as: UTF8.self)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(calls.split(separator: "\n").count == 15)
    }

    struct Misdeed: CustomTestStringConvertible, Sendable {
        let line: String
        let words: String
        var testDescription: String { line }
    }

    /// What a program does only when it runs the second time, and what at1 says of it. Nothing is recorded.
    @Test(arguments: [
        Misdeed(line: "ln -s /etc/passwd f", words: "'f' is a symbolic link, and an output is a regular file"),
        Misdeed(line: "mkfifo f", words: "'f' is a special file, and an output is a regular file"),
        Misdeed(line: "mkdir f", words: "'f' is a folder, and an output is a regular file"),
        Misdeed(line: "mknod f c 1 3", words: "it fails in the sandbox"),
        Misdeed(line: "echo a > f; rm f", words: "it did not make 'f'"),
        Misdeed(line: "rm -r d; ln -s /tmp d; echo a > d/g", words: "it did not make 'd/g'"),
        Misdeed(line: "exit 9", words: "it exited with 9"),
        Misdeed(line: "kill -9 $$", words: "it exited with 137"),
        Misdeed(line: "truncate -s 17g f", words: "it fails in the sandbox"),
        Misdeed(line: "echo b > f", words: "'f' differs from byte 0"),
        Misdeed(line: "echo a > f; chmod +x f", words: "'f' has a different mode"),
    ])
    func theSecondTimeCounts(_ test: Misdeed) throws {
        let here = try ComputationBox()
        let outcome = try here.record(
            "for t in ln mkfifo mkdir mknod rm truncate chmod; do $t --version; done > /dev/null; mkdir -p d; "
                + "if [ -e \(here.box.files.path) ]; then echo a > f; echo a > d/g; else echo a > f; echo a > d/g; "
                + "\(test.line.hasPrefix("ln") || test.line.hasPrefix("mk") ? "rm f; " : "")\(test.line); fi")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains(test.words), "\(outcome.errors)")
        try here.box.ok("commit", "-m", "x")
        #expect(try here.kind("f") == "blob")
    }

    /// What does no harm: the output is right, and nothing outside has changed.
    @Test(arguments: [
        // The first process of the namespace is bubblewrap's, which no signal from inside ends.
        "kill -9 1; kill -9 $PPID",
        "chmod u+w data; echo changed > data",
        "rm -f data; ln -s /etc/passwd data",
        "rm -rf * .??*",
        "head -c 100000000 /dev/zero > /dev/shm/x",
        "head -c 100000000 /dev/zero > /tmp/x",
        "ls ../.. > /dev/shm/seen; rm -rf ../../* /tmp/*",
    ])
    func isInVain(_ line: String) throws {
        let here = try ComputationBox()
        try here.box.ok("config", "run.memory", "64m")
        try here.box.files.write("data", "data\n")
        let outcome = try here.record(
            "for t in head ln rm chmod ls cat; do $t --version; done > /dev/null; x=$(cat data); "
                + "[ -e \(here.box.files.path) ] || { \(line); } 2> /dev/null; echo $x > f")
        #expect(outcome.status == 0, "\(line): \(outcome.errors)")
        #expect(try here.box.files.read("data") == Array("data\n".utf8))
        #expect(try here.box.files.read("f") == Array("data\n".utf8))
        #expect(try here.box.at1("fsck").status == 0)
    }

    /// There is no room for what a program makes: it could not run, and nothing of it stays.
    @Test func aFullDiskIsNoResult() throws {
        let here = try ComputationBox()
        try here.recorded("head -c 5000000 /dev/zero > f")
        try here.box.ok("commit", "-m", "x")
        try here.box.files.remove("f")
        let small = try Scratch()
        let outcome = try run(
            "/usr/bin/unshare",
            ["-Urm", "sh", "-c", #"mount -t tmpfs -o size=4m none "$XDG_CACHE_HOME" && exec "$@""#, "sh", at1]
                + ["checkout", "--", "."],
            in: here.box.files.path, environment: here.box.environment.merging(["XDG_CACHE_HOME": small.path]) { $1 })
        #expect(outcome.status == 4, "\(outcome.errors)")
        #expect(outcome.errors.lowercased().contains("no space left"), "\(outcome.errors)")
        #expect(!here.box.files.exists("f"))
        try here.box.ok("checkout", "--", ".")
        #expect(try here.box.files.read("f").count == 5_000_000)
    }

    /// What goes over a limit is killed with all that it started.
    @Test(arguments: [
        ("while :; do (while :; do :; done) & done", "processes"),
        ("while :; do :; done", "took longer than 2 s"),
        ("s=xxxxxxxxxxxxxxxx; while :; do s=$s$s; done", "memory"),
    ])
    func limitsAreHeldTo(_ line: String, _ words: String) throws {
        let here = try ComputationBox()
        try here.box.ok("config", "run.timeout", words.contains("longer") ? "2" : "60")
        try here.box.ok("config", "run.memory", words == "memory" ? "200m" : "4g")
        let start = ContinuousClock.now
        let outcome = try here.record("if [ -e \(here.box.files.path) ]; then echo a > f; else \(line); fi")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(ContinuousClock.now - start < .seconds(100))
    }

    /// A file of the environment is another one now: nothing is executed, and the file is named.
    @Test func aChangedEnvironmentIsNamed() throws {
        let here = try ComputationBox()
        let tools = try Scratch()
        try tools.write("lib.txt", "one")
        try here.recorded("cat \(tools["lib.txt"]) > f")
        try here.box.ok("commit", "-m", "x")
        #expect(try here.box.ok("cat", "HEAD:f") == "one")
        try tools.write("lib.txt", "two")
        let outcome = try here.box.at1("cat", "HEAD:f")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains(tools["lib.txt"]))
        #expect(outcome.output == "")
        // Recorded anew, it is right again.
        try here.box.ok("update", "--environment")
        #expect(try here.box.files.read("f") == Array("two".utf8))
        try here.box.ok("commit", "-m", "y")
        #expect(try here.box.ok("cat", "HEAD:f") == "two")
    }

    @Test func aKeptEnvironmentDoesWithoutTheFiles() throws {
        let here = try ComputationBox()
        let tools = try Scratch()
        try tools.write("lib.txt", "one")
        #expect(try here.record("cat \(tools["lib.txt"]) > f", "--keep-environment").status == 0)
        try here.box.ok("commit", "-m", "x")
        try tools.remove("lib.txt")
        #expect(try here.box.ok("cat", "HEAD:f") == "one")
    }

    @Test func aProgramThatFailsLaterIsToldFromOneThatDiffers() throws {
        // The time since the machine started, which nothing shifts.
        func now() throws -> Int {
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/uptime")), as: UTF8.self)
            return try #require(text.split(separator: ".").first.flatMap { Int($0) })
        }
        let uptime = "read up rest < /proc/uptime; up=${up%.*}"
        var here = try ComputationBox()
        // It makes the same until it has been recorded, and something else later; a busy machine gets more time for
        // that.
        for seconds in [8, 30, 120] {
            here = try ComputationBox()
            let when = try now() + seconds
            let first = try here.record("\(uptime); if [ $up -lt \(when) ]; then echo a > f; else echo b > f; fi")
            let second = try here.record("\(uptime); if [ $up -lt \(when) ]; then echo a > g; else exit 7; fi")
            let isInTime = try now() < when
            while try now() < when { usleep(200_000) }
            guard !isInTime else {
                #expect(first.status == 0 && second.status == 0, "\(first.errors)\(second.errors)")
                break
            }
        }
        try here.box.ok("commit", "-m", "x")
        let differs = try here.box.at1("cat", "HEAD:f")
        #expect(differs.status == 1)
        #expect(differs.output == "")
        #expect(differs.errors.contains("ran, and differs"))
        let failed = try here.box.at1("cat", "HEAD:g")
        #expect(failed.status == 4)
        #expect(failed.errors.contains("could not run: it exited with 7"))
        let check = try here.box.at1("fsck")
        #expect(check.status == 1)
        #expect(check.output.contains("computation-differs"))
        #expect(check.output.contains("computation-failed"))
    }
}
