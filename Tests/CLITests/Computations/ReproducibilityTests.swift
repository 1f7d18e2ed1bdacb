import Foundation
import Objects
import TestSupport
import Testing

/// A program that does not make the same twice, or that does what no computation may, is never kept as one.
@Suite struct ReproducibilityTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let line: String
        let status: Int32
        let words: String
        var testDescription: String { line }
    }

    @Test(arguments: [
        Case(line: "date +%N > f", status: 1, words: "other bytes each time"),
        Case(line: "date +%s > f", status: 1, words: "not reproducible"),
        Case(line: "head -c 8 /dev/urandom > f", status: 1, words: "other bytes each time"),
        Case(line: "pwd > f", status: 1, words: "the working folder"),
        Case(line: "uname -n > f", status: 1, words: "the host name"),
        Case(line: "id -u > f", status: 1, words: "the user"),
        Case(line: "umask > f", status: 1, words: "the umask"),
        Case(line: "echo $$ > f", status: 1, words: "not reproducible"),
        Case(line: "env -u OMP_NUM_THREADS nproc > f", status: 1, words: "the number of processors"),
        Case(line: "date +%F > f", status: 1, words: "it depends on the time of day"),
        Case(line: "exit 3", status: 4, words: "it exited with 3"),
        Case(line: "kill -9 $$", status: 4, words: "it exited with 137"),
        Case(line: "true", status: 4, words: "made no file"),
        Case(line: "ln -s data.txt f", status: 4, words: "'f', which is a symbolic link"),
        Case(line: "mkfifo f", status: 4, words: "'f', which is neither a file nor a folder"),
        Case(line: "sed -i s/a/b/ data.txt", status: 4, words: "reads 'data.txt' and then writes to it"),
        Case(line: "echo > /var/at1-test-outside", status: 4, words: "outside the working tree"),
        Case(line: "wc -c /etc/shadow > f", status: 4, words: "'/etc/shadow', which not every user"),
    ])
    func aProgramIsRefused(_ test: Case) throws {
        let here = try ComputationBox()
        try here.box.files.write("data.txt", "a\n")
        let outcome = try here.record(test.line)
        try? FileManager.default.removeItem(atPath: "/var/at1-test-outside")
        #expect(outcome.status == test.status, "\(outcome.errors)")
        #expect(outcome.errors.contains(test.words), "\(outcome.errors)")
        let staged = try here.box.ok("status", "--json")
        #expect(!staged.contains("\"output\""))
        #expect(try here.box.at1("fsck").status == 0)
    }

    /// The order in which a folder lists its files is another one, on every file system.
    @Test func theOrderOfFilesIsNoticed() throws {
        let here = try ComputationBox()
        for name in ["b", "e", "a", "f", "c", "d"] { try here.box.files.write("d/\(name)", name) }
        let outcome = try here.record("cat d/* > /dev/null; ls -U d > f")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("it depends on the order of files in folders"), "\(outcome.errors)")
        try here.recorded("ls d > g; cat d/* > h")
    }

    /// Addresses and uninitialised memory are other ones in each execution, even where the caller has fixed addresses.
    @Test(arguments: [
        #"fprintf(out, "%p", (void *)main);"#,
        #"volatile unsigned char rest[512]; for (int i = 0; i < 512; i++) fputc(rest[i], out);"#,
    ])
    func addressesAreNoticed(_ code: String) throws {
        let here = try ComputationBox()
        let text = """
            #include <stdio.h>
            int main(void) { FILE *out = fopen("f", "w"); \(code) return fclose(out); }

            """
        try here.box.files.write("p.c", text)
        let compiled = try run("/usr/bin/cc", ["-O0", "-pie", "-fPIE", "-o", "p", "p.c"], in: here.box.files.path)
        try #require(compiled.status == 0, "\(compiled.errors)")
        let outcome = try run(
            "/usr/bin/setarch", ["-R", at1, "run", "--", "./p"], in: here.box.files.path,
            environment: here.box.environment)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("it makes other bytes each time"), "\(outcome.errors)")
    }

    /// A program that notices how the time of day is varied, and not the time, is reproducible.
    @Test func aListOfVariablesIsReproducible() throws {
        let here = try ComputationBox()
        try here.recorded("env | grep -v -e ^PWD= -e ^OLDPWD= | sort > f")
    }

    @Test func whatIsNotReproducibleIsStagedAsBytes() throws {
        let here = try ComputationBox()
        #expect(try here.record("date +%N > f").status == 1)
        try here.box.ok("commit", "-m", "bytes")
        #expect(try here.kind("f") == "blob")
    }

    @Test func inputsAndOutputsAreHeldTo() throws {
        let here = try ComputationBox()
        try here.box.files.write("a", "1")
        try here.box.files.write("b", "2")
        let read = try here.record("cat a b > f", "--in", "a")
        #expect(read.status == 4)
        #expect(read.errors.contains("reads 'b', which is not among its inputs"))
        let made = try here.record("cat a > f; cat a > g", "--out", "f")
        #expect(made.errors.contains("made 'g', which is not among its outputs"))
        let missing = try here.record("cat a > f", "--out", "f", "--out", "g")
        #expect(missing.errors.contains("did not make 'g'"))
        #expect(try here.record("cat a > f", "--in", "a", "--out", "f").status == 0)
    }

    @Test func nothingThatAProgramStartsOutlivesIt() throws {
        let here = try ComputationBox()
        let mark = "4\(UInt32.random(in: 100_000...999_999))"
        #expect(try here.record("sleep \(mark) & echo a > f").status == 0)
        let processes = try run("/bin/ps", ["-eo", "args"], in: "/").output
        #expect(!processes.contains("sleep \(mark)"))
    }

    /// at1 is killed while a program runs: the program goes with it, and the next command works.
    @Test func aKillLeavesNothing() throws {
        let here = try ComputationBox()
        let mark = "5\(UInt32.random(in: 100_000...999_999))"
        let process = try start(
            at1, ["run", "--", "sh", "-c", "echo a > f; sleep \(mark)"], in: here.box.files.path,
            environment: here.box.environment)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        /// Waits until the program runs, or does not any more; a busy machine takes its time.
        func isRunning(_ wanted: Bool) throws -> Bool {
            let deadline = ContinuousClock.now + .seconds(120)
            var isRunning = !wanted
            while isRunning != wanted, ContinuousClock.now < deadline {
                usleep(20_000)
                isRunning = try run("/bin/ps", ["-eo", "args"], in: "/").output.contains("\nsleep \(mark)")
            }
            return isRunning
        }
        #expect(try isRunning(true))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try !isRunning(false))
        #expect(try here.box.at1("fsck").status == 0)
        try here.recorded("echo b > g")
        let cache = try #require(here.box.environment["XDG_CACHE_HOME"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache + "/at1/work") == [])
    }
}
