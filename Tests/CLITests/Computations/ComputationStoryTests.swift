import Foundation
import Objects
import TestSupport
import Testing

/// A file that a program makes: recorded, cloned, trusted, made again.
@Suite struct ComputationStoryTests {
    let here: ComputationBox

    init() throws {
        here = try ComputationBox()
        try here.box.files.write("data.txt", "a 1\nb 2\na 3\n")
    }

    private let sum = "awk '{s[$1]+=$2} END{for(k in s) print k, s[k]}' data.txt | sort > sums.txt"

    @Test func aFileComesBackFromItsProgram() throws {
        try here.recorded(sum)
        #expect(try here.box.files.read("sums.txt") == Array("a 4\nb 2\n".utf8))
        try here.box.ok("commit", "-m", "first")
        #expect(try here.kind("sums.txt") == "output")
        #expect(try here.kind("data.txt") == "blob")
        let clone = try here.clone()
        #expect(clone.status == 0)
        #expect(clone.errors.contains("1 file waits for trust"))
        #expect(!here.far.exists("c/sums.txt"))
        let refused = try here.there("materialize", ".")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("awk"))
        #expect(refused.errors.contains("'data.txt'"))
        #expect(refused.errors.contains("at1 trust"))
        #expect(try here.there("cat", "HEAD:sums.txt").status == 3)
        #expect(try here.there("fsck").status == 0)
        #expect(try here.there("trust", "HEAD").status == 0)
        #expect(try here.there("materialize", ".").status == 0)
        #expect(try here.far.read("c/sums.txt") == Array("a 4\nb 2\n".utf8))
        #expect(try here.there("cat", "HEAD:sums.txt").output == "a 4\nb 2\n")
        #expect(try here.there("status", "-s").output == "")
        let report = try JSONValue(parsing: here.there("fsck", "--json").output)
        var fields = try JSONFields(report, "report")
        #expect(try fields.get("ok") == true)
        #expect(try fields.unsigned("computations_executed") == 1)
        #expect(try fields.unsigned("computations_waiting") == 0)
        #expect(try here.there("trust", "--remove", "HEAD").status == 0)
        #expect(try here.there("cat", "HEAD:sums.txt").status == 3)
    }

    @Test func nothingInARepositoryGrantsTrust() throws {
        try here.recorded(sum)
        try here.box.files.write("trusted_computations", "computation \(String(repeating: "0", count: 64))\n")
        try here.box.ok("add", ".")
        try here.box.ok("commit", "-m", "first")
        #expect(try here.clone().status == 0)
        let list = try here.there("trust", "--list")
        #expect(list.status == 0)
        #expect(list.output == "")
        #expect(try here.there("reset", "--hard").status == 0)
        #expect(!here.far.exists("c/sums.txt"))
    }

    @Test func aSignerIsTrusted() throws {
        try here.recorded(sum)
        try here.box.ok("key", "generate", "ada", "--no-passphrase")
        try here.box.ok("commit", "-S", "-m", "signed")
        let key = here.far["ada.pub"]
        try here.box.ok("key", "export", "ada", "-o", key)
        #expect(try here.clone().status == 0)
        #expect(try here.there("trust", "--signed-by", "ada@example.org").status == 2)
        #expect(try here.there("key", "trust", key, "ada@example.org").status == 0)
        let trusted = try here.there("trust", "--signed-by", "ada@example.org")
        #expect(trusted.status == 0, "\(trusted.errors)")
        #expect(try here.there("materialize", ".").status == 0)
        #expect(here.far.exists("c/sums.txt"))
    }

    @Test func aChainIsMadeFromItsBeginning() throws {
        try here.recorded("cat data.txt data.txt > two.txt")
        try here.recorded("cat two.txt two.txt > four.txt")
        try here.box.ok("commit", "-m", "chain")
        #expect(try here.clone().status == 0)
        #expect(try here.there("trust", "four.txt").status == 0)
        let made = try here.there("materialize", "four.txt")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try here.far.read("c/four.txt").count == 48)
        #expect(!here.far.exists("c/two.txt"))
        let lineage = try here.there("lineage", "four.txt").output
        #expect(lineage.contains("two.txt two.txt"))
        #expect(lineage.contains("data.txt  captured"))
        let dot = try here.there("lineage", "--dot", "four.txt").output
        #expect(dot.hasPrefix("digraph"))
        let script = try here.there("explain", "four.txt").output
        #expect(script.contains("sha256sum -c"))
        // The script does what it says, without at1.
        try here.far.write("by-hand/data.txt", "a 1\nb 2\na 3\n")
        let byHand = try run("/bin/sh", ["-e", "-c", script], in: here.far["by-hand"])
        #expect(byHand.status == 0, "\(byHand.errors)")
        #expect(try here.far.read("by-hand/four.txt").count == 48)
    }

    @Test func whatIsStaleIsMadeAgain() throws {
        try here.recorded("cat data.txt data.txt > two.txt")
        try here.recorded("cat two.txt two.txt > four.txt")
        try here.recorded("echo other > other.txt")
        try here.box.ok("commit", "-m", "chain")
        try here.box.files.write("data.txt", "new\n")
        let status = try here.box.ok("status")
        #expect(status.contains("stale:      two.txt (data.txt)"))
        #expect(status.contains("stale:      four.txt (two.txt)"))
        #expect(!status.contains("other.txt"))
        let plan = try here.box.ok("update", "--dry-run")
        #expect(plan == "sh -c 'cat data.txt data.txt > two.txt'\nsh -c 'cat two.txt two.txt > four.txt'\n")
        try here.box.ok("update")
        #expect(try here.box.files.read("four.txt") == Array("new\nnew\nnew\nnew\n".utf8))
        #expect(!(try here.box.ok("status")).contains("stale"))
        try here.box.ok("commit", "-m", "new")
        #expect(try here.kind("four.txt") == "output")
        // A file that was changed by hand is not overwritten.
        try here.box.files.write("four.txt", "mine")
        try here.box.files.write("data.txt", "newer\n")
        let refused = try here.box.at1("update")
        #expect(refused.status != 0)
        #expect(refused.errors.contains("'four.txt' was changed by hand"))
        #expect(try here.box.files.read("four.txt") == Array("mine".utf8))
    }

    /// A program is not run again without an input that it had.
    @Test func anInputThatIsMissingIsNamed() throws {
        let here = try ComputationBox()
        try here.box.files.write("a", "1")
        try here.box.files.write("b", "1")
        try here.recorded("cat a b > f")
        try here.box.ok("add", ".")
        try here.box.ok("commit", "-m", "x")
        try here.box.files.write("a", "2")
        try here.box.files.remove("b")
        let outcome = try here.box.at1("update", "--force")
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("a program reads 'b', which is not in the working tree"))
        #expect(outcome.errors.contains("hint: 'at1 restore b' brings it back"))
        try here.box.ok("restore", "b")
        try here.box.ok("update")
        #expect(try here.box.files.read("f") == Array("21".utf8))
    }

    @Test func programsThatReadInACircleAreNamed() throws {
        try here.box.files.write("x", "1")
        try here.recorded("cat x > y")
        try here.box.ok("commit", "-m", "y")
        try here.box.ok("rm", "x")
        try here.recorded("cat y > x")
        let outcome = try here.box.at1("update")
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("in a circle"))
        #expect(outcome.errors.contains("cat x > y"))
    }

    @Test func eachLineIsAComputation() throws {
        try here.box.files.write("p.jsonl", "{\"n\":1}\n\n{\"n\":2}\n")
        let outcome = try run(
            at1, ["run", "--each", "p.jsonl", "--", "sh", "-c", "mkdir -p runs; echo {n} > runs/{n}.txt"],
            in: here.box.files.path, environment: here.box.environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try here.box.files.read("runs/2.txt") == Array("2\n".utf8))
        try here.box.ok("commit", "-m", "runs")
        #expect(try here.kind("runs/1.txt") == "output")
        let twice = try run(
            at1, ["run", "--each", "p.jsonl", "--", "sh", "-c", "echo {n} > same.txt"], in: here.box.files.path,
            environment: here.box.environment)
        #expect(twice.status != 0)
        #expect(twice.errors.contains("two programs make 'same.txt'"))
    }

    @Test func keptBytesNeedNoTrust() throws {
        #expect(try here.record("cat data.txt > kept.txt", "--escrow").status == 0)
        try here.box.ok("commit", "-m", "kept")
        #expect(try here.clone().status == 0)
        #expect(try here.far.read("c/kept.txt") == here.box.files.read("data.txt"))
        try here.box.ok("drop", "--recomputable", "kept.txt")
        try here.box.ok("commit", "-m", "dropped")
        #expect(try here.box.ok("cat", "HEAD:kept.txt") == "a 1\nb 2\na 3\n")
        let other = try Scratch()
        #expect(
            try run(at1, ["clone", here.box.files.path, other["d"]], in: other.path, environment: here.stranger).status
                == 0)
        #expect(!other.exists("d/kept.txt"))
    }

    @Test func theMirrorBringsComputedFilesBack() throws {
        try here.recorded(sum)
        try here.box.ok("commit", "-m", "first")
        try here.box.ok("mirror", "push", here.far["m.git"])
        let back = try run(
            at1, ["mirror", "clone", here.far["m.git"], here.far["back"]], in: here.far.path, environment: here.stranger
        )
        #expect(back.status == 0, "\(back.errors)")
        let list = try run(at1, ["ls-tree", "HEAD"], in: here.far["back"], environment: here.stranger).output
        #expect(list == (try here.box.ok("ls-tree", "HEAD")))
        #expect(try run(at1, ["fsck"], in: here.far["back"], environment: here.stranger).status == 0)
        #expect(try run(at1, ["trust", "HEAD"], in: here.far["back"], environment: here.stranger).status == 0)
        let cat = try run(at1, ["cat", "HEAD:sums.txt"], in: here.far["back"], environment: here.stranger)
        #expect(cat.output == "a 4\nb 2\n", "\(cat.errors)")
    }

    @Test func gcKeepsWhatComputationsNeed() throws {
        try here.recorded(sum)
        try here.box.ok("commit", "-m", "first")
        try here.box.ok("rm", "data.txt")
        try here.box.ok("commit", "-m", "without its input")
        try here.box.ok("gc")
        #expect(try here.box.ok("cat", "HEAD:sums.txt") == "a 4\nb 2\n")
        #expect(try here.box.at1("fsck").status == 0)
        let lazy = try run(
            at1, ["clone", "--lazy", here.box.files.path, here.far["lazy"]], in: here.far.path,
            environment: here.stranger)
        #expect(lazy.status == 0, "\(lazy.errors)")
        #expect(try run(at1, ["fsck"], in: here.far["lazy"], environment: here.stranger).status == 0)
    }

    @Test func aRepositoryWithComputedFilesHasFormat2() throws {
        #expect(try String(decoding: here.box.files.read(".at1store/config"), as: UTF8.self).contains("format = 1"))
        try here.recorded(sum)
        #expect(try String(decoding: here.box.files.read(".at1store/config"), as: UTF8.self).contains("format = 2"))
        try here.box.ok("commit", "-m", "first")
        #expect(try here.clone().status == 0)
        #expect(try String(decoding: here.far.read("c/.at1store/config"), as: UTF8.self).contains("format = 2"))
    }
}
