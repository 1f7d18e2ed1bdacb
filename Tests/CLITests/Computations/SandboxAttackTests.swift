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
        try here.box.files.write(
            "calls.c",
            """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <stdio.h>
            #include <sched.h>
            #include <string.h>
            #include <sys/ioctl.h>
            #include <sys/ptrace.h>
            #include <sys/socket.h>
            #include <sys/syscall.h>
            #include <netinet/in.h>
            #include <unistd.h>
            static FILE *out;
            static void say(const char *name, long result) { fprintf(out, "%s %s\\n", name, result < 0 ? "refused" : "ALLOWED"); }
            int main(int count, char **words) {
                out = fopen("calls.txt", "w");
                if (access(words[1], F_OK) == 0) {
                    const char *names[] = {"keyctl", "add_key", "io_uring", "ptrace", "userns", "bpf", "perf", "memfd", "setuid", "tiocsti", "connect", NULL};
                    for (int i = 0; names[i]; i++) say(names[i], -1);
                    return 0;
                }
                say("keyctl", syscall(SYS_keyctl, 0, -3, 0));
                say("add_key", syscall(SYS_add_key, "user", "a", "b", 1, -3));
                say("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
                say("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
                say("userns", syscall(SYS_unshare, CLONE_NEWUSER));
                say("bpf", syscall(SYS_bpf, 0, NULL, 0));
                say("perf", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
                say("memfd", syscall(SYS_memfd_create, "a", 0));
                say("setuid", setuid(0));
                char c = 'x';
                int terminal = ioctl(0, TIOCSTI, &c);
                say("tiocsti", terminal < 0 && errno == EPERM ? -1 : 0);
                struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(53)};
                address.sin_addr.s_addr = htonl(0x01010101);
                say("connect", connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address));
                return 0;
            }
            """)
        let compiled = try run("/usr/bin/cc", ["-o", "calls", "calls.c"], in: here.box.files.path)
        try #require(compiled.status == 0, "\(compiled.errors)")
        let outcome = try run(
            at1,
            ["run", "--", "./calls", "../" + (here.box.files.path.split(separator: "/").last.map(String.init) ?? "")],
            in: here.box.files.path, environment: here.box.environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let calls = String(decoding: try here.box.files.read("calls.txt"), as: UTF8.self)
        #expect(calls.split(separator: "\n").count == 11)
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
        func now() -> Int { Int(Date().timeIntervalSince1970) }
        var here = try ComputationBox()
        // It makes the same until it has been recorded, and something else later; a busy machine gets more time for
        // that.
        for seconds in [8, 30, 120] {
            here = try ComputationBox()
            let when = now() + seconds
            let first = try here.record("if [ $(date +%s) -lt \(when) ]; then echo a > f; else echo b > f; fi")
            let second = try here.record("if [ $(date +%s) -lt \(when) ]; then echo a > g; else exit 7; fi")
            let isInTime = now() < when
            while now() < when { usleep(200_000) }
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
