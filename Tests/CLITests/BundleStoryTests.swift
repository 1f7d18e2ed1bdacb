import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Histories that travel as files.
@Suite struct BundleStoryTests {
    let box: Sandbox
    let far: Scratch

    init() throws {
        (box, far) = (try Sandbox(committed: ["a": Array("1\n".utf8), "big": noise(1_300_000)]), try Scratch())
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run")
        try box.ok("commit", "-m", "recipe")
        try box.ok("tag", "-a", "-m", "t", "v1")
    }

    private func commit(_ text: String) throws {
        try box.files.write("a", text)
        try box.ok("commit", "-am", text)
    }

    private func at1(_ words: String..., in folder: String) throws -> Outcome {
        try run(TestSupport.at1, words, in: far[folder], environment: box.environment)
    }

    private var bundle: String { far["b.bundle"] }

    @Test func aWholeHistoryIsCloned() throws {
        try box.ok("bundle", "create", bundle, "--all")
        let heads = try box.ok("rev-parse", "refs/heads/main", "refs/tags/v1").split(separator: "\n")
        let list = "\(heads[0]) refs/heads/main\n\(heads[1]) refs/tags/v1\n"
        #expect(try box.ok("bundle", "list-heads", bundle) == list)
        #expect(try box.ok("bundle", "list", bundle, "v1") == "\(heads[1]) refs/tags/v1\n")
        let told = try box.ok("bundle", "verify", bundle)
        #expect(told.contains(list) && told.contains("it has a complete history\n"), "\(told)")
        try far.write("x/.keep", "")
        #expect(try at1("clone", "../b.bundle", in: "x").status == 0)
        #expect(try at1("fsck", in: "x/b").status == 0)
        #expect(try at1("rev-parse", "HEAD", "v1", in: "x/b").output == "\(heads[0])\n\(heads[1])\n")
        #expect(try far.read("x/b/run") == box.files.read("run"))
        // The clone goes on fetching from the file, wherever it is called.
        try commit("2\n")
        try box.ok("bundle", "create", "--force", bundle, "main")
        #expect(try at1("pull", in: "x/b").status == 0)
        #expect(try far.read("x/b/a") == Array("2\n".utf8))
        let push = try at1("push", "origin", "main", in: "x/b")
        #expect(push.status == 3)
        #expect(push.errors.hasPrefix("at1: error: 'origin' is read-only\n"), "\(push.errors)")
    }

    @Test func anIncrementalOneIsTakenWhereItsBaseIs() throws {
        try box.ok("bundle", "create", far["base.bundle"], "main")
        try box.ok("tag", "sent")
        try commit("2\n")
        try commit("3\n")
        try box.ok("bundle", "create", bundle, "sent..main")
        let sent = try box.ok("rev-parse", "sent").dropLast()
        #expect(try box.ok("bundle", "verify", bundle).contains("it builds on:\n\(sent)\n"))
        // It has the two commits, their trees and their file, and nothing else.
        let report = try JSONValue(parsing: Array(box.ok("bundle", "verify", "--json", bundle).utf8))
        guard case .object(let fields) = report else { throw Unexpected() }
        #expect(fields["objects"] == .integer(6) && fields["requires"] == [.string(String(sent))])

        let refused = try run(TestSupport.at1, ["clone", bundle, far["y"]], in: far.path, environment: box.environment)
        #expect(
            refused.status == 1 && refused.errors.contains("builds on commit \(sent.prefix(10)), which is not here"))
        #expect(!far.exists("y"))
        #expect(
            try run(TestSupport.at1, ["clone", "base.bundle", "z"], in: far.path, environment: box.environment).status
                == 0)
        #expect(try at1("fetch", "../b.bundle", "main:next", in: "z").status == 0)
        #expect(try at1("rev-parse", "next", in: "z").output == box.ok("rev-parse", "main"))
        #expect(try at1("fsck", in: "z").status == 0)
        // Where nothing is known of it, verify says so.
        try box.ok("init", far["empty"])
        let unknown = try at1("bundle", "verify", bundle, in: "empty")
        #expect(unknown.status == 1 && unknown.output.contains("\(sent)\n"))
    }

    private struct Unexpected: Error {}

    @Test func objectsAreTakenWithoutRefs() throws {
        try box.ok("bundle", "create", bundle, "main")
        try box.ok("init", far["new"])
        let head = try box.ok("rev-parse", "main").dropLast()
        #expect(try at1("bundle", "unbundle", bundle, in: "new").output == "\(head) refs/heads/main\n")
        #expect(try at1("for-each-ref", in: "new").output == "")
        #expect(try at1("branch", "main2", String(head), in: "new").status == 0)
        #expect(try at1("fsck", in: "new").status == 0)
    }

    @Test func wordsThatMakeNoBundle() throws {
        let empty = try box.at1("bundle", "create", bundle, "main..main")
        #expect(empty.status == 1 && empty.errors.contains("there is nothing to put into the bundle"))
        try commit("2\n")
        let commit = try box.at1("bundle", "create", bundle, "main~1")
        #expect(commit.status == 2 && commit.errors.contains("'main~1' is no branch and no tag"))
        #expect(try box.at1("bundle", "create", bundle).status == 2)
        #expect(!far.exists("b.bundle"))
        let other = try box.at1("bundle", "verify", "a")
        #expect(other.status == 2 && other.errors.contains("'a' is no bundle"))
        try far.write("b.bundle", "mine")
        #expect(try box.at1("bundle", "create", bundle, "main").status == 2)
        #expect(try far.read("b.bundle") == Array("mine".utf8))
        // What the receiver has is left out, with a word.
        let left = try box.at1("bundle", "create", "--force", bundle, "main", "v1", "^v1")
        #expect(left.status == 0 && left.errors.contains("refs/tags/v1 is left out"), "\(left.errors)")
    }

    @Test func oneOnAPipeIsTheSame() throws {
        try box.ok("bundle", "create", bundle, "main")
        let piped = try run(
            "/bin/sh", ["-c", "'\(TestSupport.at1)' bundle create - main > piped"], in: box.files.path,
            environment: box.environment)
        #expect(piped.status == 0)
        #expect(try box.files.read("piped") == far.read("b.bundle"))
    }

    /// Every byte of a bundle counts: whatever is changed, cut off or added, nothing of it is let in.
    @Test func aDamagedOneIsRefused() throws {
        let small = try Sandbox(committed: ["a": Array("some text\n".utf8)])
        try small.ok("bundle", "create", bundle, "main")
        let whole = try far.read("b.bundle")
        var random = SeededGenerator(printingSeedOf: "BundleStoryTests")
        try small.ok("init", far["new"])
        func check(_ bytes: [UInt8], _ what: String) throws {
            try far.write("bad.bundle", bytes)
            for words in [["bundle", "verify"], ["bundle", "unbundle"]] {
                let outcome = try run(
                    TestSupport.at1, words + [far["bad.bundle"]], in: far["new"], environment: small.environment)
                #expect([1, 2, 3].contains(outcome.status), "\(what): \(outcome.status) \(outcome.errors)")
                #expect(outcome.errors.hasPrefix("at1: error: "), "\(what): \(outcome.errors)")
            }
            #expect(try far.names("new/.at1store/packs").allSatisfy { !$0.hasSuffix(".pack") }, "\(what)")
            #expect(try far.names("new/.at1store/tmp").isEmpty, "\(what)")
        }
        for _ in 0..<24 {
            let at = Int.random(in: whole.indices, using: &random)
            var bytes = whole
            bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
            try check(bytes, "bit at \(at), AT1_TEST_SEED=\(random.seed)")
        }
        for length in [0, 5, 12, 13, whole.count / 2, whole.count - 1] {
            try check(Array(whole[..<length]), "cut at \(length)")
        }
        try check(whole + [0], "a byte more")
    }
}
