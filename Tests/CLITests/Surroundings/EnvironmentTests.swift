import Foundation
import TestSupport
import Testing

/// What a shell, a service or a container may lack.
@Suite struct EnvironmentTests {
    private let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["f": Array("x\n".utf8)])
    }

    /// Runs a line of the shell in which `at1` is the program under test.
    private func shell(_ line: String, in folder: String? = nil) throws -> Outcome {
        try run(
            "/bin/sh", ["-c", "at1() { \"$AT1\" \"$@\"; }\n" + line], in: folder ?? box.files.path,
            environment: box.environment.merging(["AT1": TestSupport.at1]) { $1 })
    }

    // MARK: Standard streams

    @Test(arguments: [
        "at1 commit --allow-empty -m x >&-", "at1 commit --allow-empty -m x <&- >&- 2>&-", "at1 gc >&-",
        "at1 tag t >&-", "at1 branch b >&-", "at1 clone . copy >&-", "at1 commit --allow-empty -m x > /dev/full",
        "at1 status -s <&-", "at1 add f <&- 2>&-",
    ])
    func whatIsDoneHasNotFailedForWantOfAReader(line: String) throws {
        let outcome = try shell(line)
        #expect(outcome.status == 0, "\(line): \(outcome.errors)")
    }

    @Test(arguments: [
        "at1 log >&-", "at1 cat HEAD:f >&-", "at1 status >&-", "at1 log > /dev/full", "at1 cat HEAD:f > /dev/full",
        "at1 fsck >&-",
    ])
    func aResultThatCannotBeWrittenIsAFailure(line: String) throws {
        let outcome = try shell(line)
        #expect(outcome.status == 4, "\(line)")
        #expect(outcome.errors.hasPrefix("at1: error: cannot write to 'standard output': "), "\(outcome.errors)")
    }

    @Test func noFileOfOursGetsTheNumberOfAStream() throws {
        try box.files.write("f", "y\n")
        #expect(try shell("at1 add f >&- 2>&- <&- && at1 commit -m second >&- 2>&- <&-").status == 0)
        #expect(try box.ok("cat", "HEAD:f") == "y\n")
        try box.ok("fsck")
    }

    @Test func aReaderThatGoesAwayIsNoFailure() throws {
        try box.files.write("large", noise(2 << 20))
        try box.ok("add", ".")
        try box.ok("commit", "-m", "large")
        let outcome = try shell("{ at1 cat HEAD:large; echo \"$?\" >&2; } | head -c 10 > /dev/null")
        #expect(outcome.errors == "0\n")
        let made = try shell(
            "{ at1 generate np_random --params '{\"seed\":1,\"calls\":[{\"call\":\"random\",\"size\":[100000]}]}' --out -; "
                + "echo \"$?\" >&2; } | head -c 10 > /dev/null")
        #expect(made.errors == "0\n")
    }

    // MARK: Variables

    @Test(arguments: [
        "env -u USER -u LOGNAME", "env -u HOME -u XDG_CONFIG_HOME", "env -u XDG_CONFIG_HOME HOME=/nowhere",
        "env HOME= XDG_CONFIG_HOME=", "env XDG_CONFIG_HOME=relative", "env XDG_CONFIG_HOME=/nowhere LC_ALL=C",
        "env -i", "env COLUMNS=20 LC_ALL=POSIX",
    ])
    func variablesThatAreNotThere(prefix: String) throws {
        for line in ["status -s", "fsck", "log", "commit --allow-empty -m x", "clone . copy", "tag -m x t"] {
            let folder = try Scratch()
            try #require(try run("/bin/cp", ["-a", box.files.path + "/.", folder.path], in: folder.path).status == 0)
            let name = "AT1_COMMITTER_NAME=A AT1_COMMITTER_EMAIL=a@b"
            let words = prefix.hasSuffix("-i") ? "\(prefix) \(name) PATH=\"$PATH\"" : prefix
            let outcome = try shell("\(words) \"$AT1\" \(line)", in: folder.path)
            #expect(outcome.status == 0, "\(prefix) at1 \(line): \(outcome.errors)")
            #expect(!folder.exists("relative"))
        }
    }

    @Test func keysNeedAFolder() throws {
        let outcome = try shell("env -u HOME -u XDG_CONFIG_HOME \"$AT1\" key generate k --no-passphrase")
        #expect(outcome.status == 4 || outcome.status == 2, "\(outcome.errors)")
        #expect(!outcome.errors.contains("Fatal"), "\(outcome.errors)")
    }

    @Test func settingsOfAnotherUser() throws {
        let home = try Scratch()
        try home.write(".config/at1/config", "[user]\n    name = Other\n")
        #expect(try run("/bin/chmod", ["0", home[".config/at1"]], in: home.path).status == 0)
        defer { _ = try? run("/bin/chmod", ["755", home[".config/at1"]], in: home.path) }
        let line = """
            unset XDG_CONFIG_HOME; HOME='\(home.path)'; export HOME
            if [ "$(id -u)" = 0 ]; then drop='setpriv --bounding-set=-dac_override,-dac_read_search'; fi
            $drop "$AT1" status -s && $drop "$AT1" fsck
            """
        let outcome = try shell(line)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("at1: warning: the user's settings in "), "\(outcome.errors)")
    }

    // MARK: Dates

    @Test(arguments: [
        ("2023-02-29T00:00:00Z", "names a day that no calendar has"),
        ("2023-04-31T12:00:00Z", "names a day that no calendar has"),
        ("1900-02-29T00:00:00Z", "names a day that no calendar has"),
        ("2100-02-29T00:00:00Z", "names a day that no calendar has"),
        ("2023-13-01T00:00:00Z", "names a day that no calendar has"),
        ("2023-00-10T00:00:00Z", "names a day that no calendar has"),
        ("2023-01-00T00:00:00Z", "names a day that no calendar has"),
        ("2023-01-01T24:00:00Z", "names a time that no clock shows"),
        ("2023-01-01T25:00:00Z", "names a time that no clock shows"),
        ("2023-01-01T00:60:00Z", "names a time that no clock shows"),
        ("2023-01-01T00:00:61Z", "names a time that no clock shows"),
        ("2023-01-01T00:00:00+2500", "has no time zone"), ("2023-01-01T00:00:00+24:00", "has no time zone"),
        ("2023-01-01T00:00:00+0160", "has no time zone"), ("2023-01-01T00:00:00+:0100", "has no time zone"),
        ("2023-01-01T00:00:00++100", "has no time zone"), ("2023-01-01T00:00:00", "is neither"),
        ("2023-1-1T00:00:00Z", "is neither"), ("yesterday", "is neither"), ("1700000000 +2500", "is neither"),
        ("+5", "is neither"), ("007", "is neither"),
        ("", "is not a date"),
    ])
    func datesThatAreNone(date: String, why: String) throws {
        for role in ["AUTHOR", "COMMITTER"] {
            let outcome = try shell("AT1_\(role)_DATE='\(date)' at1 commit --allow-empty -m x")
            #expect(outcome.status == 2)
            #expect(
                outcome.errors.hasPrefix("at1: error: AT1_\(role)_DATE is '\(date)', which \(why)"),
                "\(outcome.errors)")
        }
    }

    @Test(arguments: [
        ("2024-02-29T00:00:00Z", "1709164800 +0000"), ("2000-02-29 23:59:59Z", "951868799 +0000"),
        ("2023-12-31T00:00:00+05:30", "1703961000 +0530"), ("2023-12-31T00:00:00-2359", "1704067140 -2359"),
        ("1970-01-01T00:00:00Z", "0 +0000"), ("1969-12-31T23:59:59Z", "-1 +0000"), ("@12", "12 +0000"),
        ("0000-02-29T00:00:00Z", "-62162121600 +0000"), ("9999-12-31T23:59:60Z", "253402300800 +0000"),
    ])
    func datesThatAreOnes(date: String, recorded: String) throws {
        #expect(try shell("AT1_COMMITTER_DATE='\(date)' at1 commit --allow-empty -m x").status == 0)
        #expect(try box.ok("cat-file", "-p", "HEAD").contains("<ada@example.org> \(recorded)\n"))
    }

    // MARK: Links to the working tree

    @Test func pathsThroughALinkToTheWorkTree() throws {
        let outside = try Scratch()
        try FileManager.default.createSymbolicLink(atPath: outside["link"], withDestinationPath: box.files.path)
        try FileManager.default.createSymbolicLink(atPath: outside["deep"], withDestinationPath: box.files["sub"])
        try box.files.write("sub/g", "g\n")
        for name in [
            outside["link/sub/g"], outside["link//sub/./g"],
            "\(outside.path)/../\(outside.path.split(separator: "/").last!)/link/sub/g",
        ] {
            let outcome = try box.at1("add", name)
            #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            #expect(try box.ok("status", "-s") == "A  sub/g\n")
            try box.ok("reset", "-q")
        }
        #expect(try shell("cd '\(outside["link"])' && at1 add sub/g && at1 status -s").output == "A  sub/g\n")
        try box.ok("reset", "-q")
        #expect(try shell("at1 -C '\(outside["link/sub"])' add g && at1 status -s").output == "A  sub/g\n")
        try box.ok("reset", "-q")
        #expect(try shell("cd '\(outside.path)' && at1 -C link add '\(outside["link/sub"])'").status == 0)
        try box.ok("reset", "-q")
        try box.ok("add", outside["deep/g"])
        #expect(try box.ok("status", "-s") == "A  sub/g\n")
        // A link within the tree is not followed.
        try FileManager.default.createSymbolicLink(atPath: box.files["inner"], withDestinationPath: box.files["sub"])
        let inner = try box.at1("add", outside["link/inner/g"])
        #expect(inner.status == 2)
        #expect(inner.errors.contains("'inner' is a symbolic link"), "\(inner.errors)")
        #expect(try box.at1("add", outside["other"]).errors.contains("is outside the working tree"))
    }
}
