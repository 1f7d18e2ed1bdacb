import Objects
import TestSupport
import Testing

/// The whole story, told to the binary as a user would.
@Suite struct StoryTests {
    let box: Sandbox
    let params = #"{"seed":7,"n_paths":50,"n_steps":20}"#

    init() throws {
        box = try Sandbox()
        try box.ok("init")
    }

    @Test func everyByteComesBack() throws {
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.npy", "--encoding", "npy")
        let csv = (0..<5000).map { "\($0),\($0 * $0 % 97)\n" }.joined()
        try box.files.write("captures/sensor.csv", csv)
        try box.files.write("large.bin", noise(3 << 20))
        let run = try box.files.read("run.npy")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "first")
        for name in ["run.npy", "captures/sensor.csv", "large.bin"] { try box.files.remove(name) }
        #expect(try box.ok("status", "-s") == " D captures/sensor.csv\n D large.bin\n D run.npy\n")
        try box.ok("checkout", "--", ".")
        #expect(try box.files.read("run.npy") == run)
        #expect(try box.files.read("captures/sensor.csv") == Array(csv.utf8))
        #expect(try box.files.read("large.bin") == noise(3 << 20))
        #expect(try box.ok("status", "-s") == "")
        let kinds = try box.ok("ls-tree", "-r", "HEAD").split(separator: "\n").map { $0.split(separator: " ")[1] }
        #expect(kinds == ["blob", "chunks", "recipe"])
        try box.ok("gc")
        try box.files.remove("large.bin")
        try box.ok("restore", ".")
        #expect(try box.files.read("large.bin") == noise(3 << 20))
        let report = try JSONValue(parsing: box.ok("fsck", "--json"))
        var fields = try JSONFields(report, "report")
        #expect(try fields.get("ok") == true)
        #expect(try fields.unsigned("executed") == 1)
        #expect(try fields.unsigned("bytes_reproduced") == UInt64(run.count))
        #expect(try fields.array("problems").isEmpty)
        var objects = try fields.fields("objects")
        #expect(try objects.unsigned("recipe") == 1)
        #expect(try objects.unsigned("commit") == 1)
    }

    @Test func aFileBecomesItsRecipeOrStaysItself() throws {
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "made")
        try box.files.write("same.f64", box.files.read("made"))
        try box.ok("add", "same.f64", "--generator", "np_montecarlo", "--params", params)
        try box.ok("commit", "-m", "x")
        #expect(try box.ok("cat-file", "-t", "HEAD:same.f64") == "recipe\n")
        try box.files.write("other.f64", noise(8000))
        let outcome = try box.at1("add", "other.f64", "--generator", "np_montecarlo", "--params", params)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("keeping the file itself"))
        try box.ok("commit", "-m", "y")
        #expect(try box.ok("cat-file", "-t", "HEAD:other.f64") == "blob\n")
    }

    @Test func aCommitCanBeMadeAgain() throws {
        // Computed by hand: sha256("blob 6\0hello\n"), the tree and the commit over it, with Python's hashlib.
        try box.files.write("greeting", "hello\n")
        try box.ok("add", "greeting")
        try box.ok("commit", "-m", "first")
        #expect(
            try box.ok("rev-parse", "HEAD:greeting")
                == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4\n")
        #expect(
            try box.ok("rev-parse", "HEAD^{tree}")
                == "648f4a691842940bca9891e2bcc0ba04b995697be2c7439703efa0346faec8c5\n")
        #expect(try box.ok("rev-parse", "HEAD") == "cdcf9b7b69bc8b3a5c3a2f3e6d1e1734b3521897154fbd967cfb46e1be1b7c0f\n")
    }

    @Test func branchesTagsAndHistory() throws {
        try box.files.write("a", "1\n")
        try box.ok("add", "a")
        try box.ok("commit", "-m", "one")
        try box.ok("switch", "-c", "side")
        try box.files.write("a", "2\n")
        try box.files.write("b", "new\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "two")
        try box.ok("tag", "-a", "-m", "a tag", "v1")
        try box.ok("switch", "main")
        #expect(try box.files.read("a") == Array("1\n".utf8))
        #expect(!box.files.exists("b"))
        #expect(try box.ok("diff", "main", "side", "--name-status") == "M\ta\nA\tb\n")
        #expect(try box.ok("diff", "main", "v1", "--", "a").contains("@@ -1 +1 @@\n-1\n+2\n"))
        #expect(try box.ok("rev-parse", "v1~1") == box.ok("rev-parse", "main"))
        #expect(try box.ok("log", "--oneline", "side").split(separator: "\n").count == 2)
        #expect(try box.ok("log", "--oneline", "main..side").split(separator: "\n").count == 1)
        #expect(try box.ok("branch") == "* main\n  side\n")
        #expect(try box.at1("branch", "-d", "side").status == 1)
        try box.ok("branch", "-D", "side")
        #expect(try box.ok("cat", "v1:b") == "new\n")
        #expect(try box.ok("reflog").split(separator: "\n").count == 4)
        try box.ok("checkout", "v1")
        #expect(try box.ok("rev-parse", "--abbrev-ref", "HEAD") == "HEAD\n")
        #expect(try box.ok("fsck").hasSuffix("everything is right\n"))
    }

    @Test func changesAreNotLost() throws {
        try box.files.write("a", "1\n")
        try box.ok("add", "a")
        try box.ok("commit", "-m", "one")
        try box.ok("switch", "-c", "side")
        try box.files.write("a", "2\n")
        try box.files.write("b", "b\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "two")
        try box.ok("switch", "main")
        try box.files.write("a", "mine\n")
        let modified = try box.at1("switch", "side")
        #expect(modified.status == 1)
        #expect(modified.errors.hasPrefix("at1: error: unstaged changes would be overwritten: 'a'\n"))
        try box.ok("add", "a")
        #expect(try box.at1("switch", "side").status == 1)
        try box.ok("reset", "--hard")
        try box.files.write("b", "untracked\n")
        let untracked = try box.at1("switch", "side")
        #expect(untracked.status == 1)
        #expect(untracked.errors.contains("untracked files would be overwritten"))
        #expect(try box.files.read("b") == Array("untracked\n".utf8))
        try box.files.remove("b")
        try box.files.write("b/c", "folder\n")
        #expect(try box.at1("switch", "side").status == 1)
        #expect(try box.files.read("b/c") == Array("folder\n".utf8))
        #expect(try box.at1("rm", "b").status == 2)
        try box.files.write("a", "again\n")
        #expect(try box.at1("rm", "a").status == 1)
        #expect(box.files.exists("a"))
    }

    @Test func movingAndRemoving() throws {
        try box.files.write("d/a", "1\n")
        try box.files.write("d/b", "2\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "one")
        try box.ok("mv", "d", "e")
        #expect(try box.ok("status", "-s") == "D  d/a\nD  d/b\nA  e/a\nA  e/b\n")
        try box.ok("commit", "-m", "two")
        try box.ok("rm", "e/a")
        #expect(!box.files.exists("e/a"))
        try box.ok("restore", "--staged", "e/a")
        try box.ok("restore", "e/a")
        #expect(try box.files.read("e/a") == Array("1\n".utf8))
        try box.ok("rm", "-r", "e")
        #expect(!box.files.exists("e"))
        try box.ok("reset", "--", ".")
        #expect(try box.ok("status", "-s") == " D e/a\n D e/b\n")
        #expect(try box.at1("rm", ".").status == 2)
        try box.ok("rm", "-r", ".")
        #expect(try box.ok("status", "-s") == "D  e/a\nD  e/b\n")
        try box.ok("reset", "--hard", "HEAD~1")
        #expect(try box.files.names("d") == ["a", "b"])
    }
}
