import Foundation
import Objects
import TestSupport
import Testing

/// What a git user types or expects without thinking.
@Suite struct GitHabitsTests {
    let box: Sandbox
    let far: Scratch

    init() throws { (box, far) = (try Sandbox(committed: ["a": Array("1\n".utf8)]), try Scratch()) }

    private func at1(_ words: String..., in folder: String) throws -> Outcome {
        try run(TestSupport.at1, words, in: far[folder], environment: box.environment)
    }

    private func commit(_ text: String) throws {
        try box.files.write("a", text)
        try box.ok("commit", "-am", text)
    }

    @Test func wordsThatGitTakes() throws {
        try commit("2")
        try commit("3")
        #expect(try box.ok("log", "-2", "--format", "%s") == "3\n2\n")
        #expect(try box.ok("log", "--format", "%s", "-1", "--", "a") == "3\n")
        try box.files.write("b", "b")
        try box.ok("add", "-A")
        #expect(try box.ok("status", "-s") == "A  b\n")
        let shell = "'\(TestSupport.at1)' archive HEAD | tar t"
        let archive = try run("/bin/sh", ["-c", shell], in: box.files.path, environment: box.environment)
        #expect(archive.output == "a\n")
    }

    /// With one date for all, or a clock that went wrong, dates say nothing of the order.
    @Test func aGraphShowsNoCommitBeforeItsChildren() throws {
        try box.ok("branch", "side")
        for text in ["2", "3"] {
            try box.files.write("a", text)
            let date = text == "2" ? "2001-01-01T00:00:00Z" : "2000-01-01T00:00:00Z"
            let made = try run(
                TestSupport.at1, ["commit", "-qam", text], in: box.files.path,
                environment: box.environment.merging(["AT1_AUTHOR_DATE": date, "AT1_COMMITTER_DATE": date]) { $1 })
            #expect(made.status == 0, "\(made.errors)")
        }
        let subjects = try box.ok("log", "--graph", "--all", "--format", "%s").filter { $0.isLetter || $0.isNumber }
        #expect(subjects.hasPrefix("32"), "\(subjects)")
    }

    @Test func aCloneOfWhatIsOnNoBranchHasOne() throws {
        try box.ok("switch", "--detach", "main")
        let clone = try run(
            TestSupport.at1, ["clone", box.files.path, "c"], in: far.path, environment: box.environment)
        #expect(clone.status == 0 && clone.errors.contains("is on no branch: this one is on 'main'"), "\(clone.errors)")
        #expect(try far.read("c/a") == Array("1\n".utf8))
        #expect(try at1("status", "-s", in: "c").output == "")
    }

    @Test func aCloneHasAllTags() throws {
        try box.ok("tag", "-a", "-m", "t", "v1")
        try box.ok("bundle", "create", far["t.bundle"], "v1")
        let clone = try run(TestSupport.at1, ["clone", "t.bundle"], in: far.path, environment: box.environment)
        #expect(clone.status == 0 && clone.errors.contains("there is no branch, only tags"), "\(clone.errors)")
        #expect(try at1("tag", in: "t").output == "v1\n")
        #expect(try at1("fsck", in: "t").status == 0)
    }

    @Test func whatIsNoRepositoryIsCalledSo() throws {
        try far.write("f", "at1bundle 2\n")
        let clone = try run(TestSupport.at1, ["clone", "f", "c"], in: far.path, environment: box.environment)
        #expect(clone.status == 2 && clone.errors.hasPrefix("at1: error: 'f' is no bundle\n"), "\(clone.errors)")
        #expect(!far.exists("c"))
        let fetch = try box.at1("fetch", far["f"], "main")
        #expect(fetch.status == 2 && fetch.errors.contains("is no bundle"), "\(fetch.errors)")
    }

    @Test func aRebaseKeepsItsBranch() throws {
        try box.ok("switch", "-c", "side")
        try commit("2")
        try box.ok("switch", "main")
        try commit("3")
        #expect(try box.at1("rebase", "side").status == 1)
        let refused = try box.at1("worktree", "add", far["w"], "main")
        #expect(refused.status == 3 && refused.errors.contains("'main'"), "\(refused.errors)")
        try box.ok("worktree", "add", far["w"], "side")
        #expect(try at1("switch", "main", in: "w").status == 3)
        try box.ok("rebase", "--abort")
        #expect(try box.ok("cat", "HEAD:a") == "3")
    }

    @Test func commitsOnNoBranchAreNotRemoved() throws {
        try box.ok("worktree", "add", "--detach", far["w"])
        try far.write("w/b", "b")
        #expect(try at1("add", "b", in: "w").status == 0)
        #expect(try at1("commit", "-m", "only", in: "w").status == 0)
        let refused = try box.at1("worktree", "remove", far["w"])
        #expect(refused.status == 1 && refused.errors.contains("has commits on no branch that would be lost"))
        #expect(try at1("branch", "kept", in: "w").status == 0)
        try box.ok("worktree", "remove", far["w"])
    }

    @Test func numbersThatCannotBe() throws {
        for patience in ["inf", "1e300", "-1", "nan"] {
            let outcome = try box.at1("replay", "discover", "a", "--patience", patience)
            #expect(outcome.status == 2, "\(patience): \(outcome.errors)")
            #expect(try box.at1("add", "--discover", "--patience=\(patience)", ".").status == 2, "\(patience)")
        }
        #expect(try box.at1("config", "core.format", "0").status == 2)
        let newer = try box.at1("config", "core.format", "99")
        #expect(newer.status == 0 && newer.errors.contains("this at1 reads nothing with core.format 99"))
    }

    @Test func largeIntegersAreToldApart() throws {
        func write(_ numbers: [Int64]) throws {
            var header = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(numbers.count),), }"
            while (header.utf8.count + 11) % 64 != 0 { header += " " }
            header += "\n"
            var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
            bytes += [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)] + Array(header.utf8)
            for number in numbers { bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
            try box.files.write("n.npy", bytes)
        }
        try write([1, (1 << 53) + 1, .min])
        try box.ok("add", "n.npy")
        try box.ok("commit", "-m", "n")
        try write([1, 1 << 53, .max])
        let lines = try box.ok("diff", "--data")
        #expect(lines.contains("elements changed: 2 of 3"), "\(lines)")
        #expect(lines.contains("largest difference: 18446744073709551615 absolute"), "\(lines)")
        #expect(lines.contains("first at [1]: 9007199254740993 -> 9007199254740992"), "\(lines)")
    }
}
