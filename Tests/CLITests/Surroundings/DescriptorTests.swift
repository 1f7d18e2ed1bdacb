import Files
import Foundation
import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

/// However many packs and recipes there are, few files are open.
@Suite struct DescriptorTests {
    private static let limit = 64

    private func limited(_ box: Sandbox, _ arguments: String...) throws { try limited(box, arguments) }

    private func limited(_ box: Sandbox, _ arguments: [String]) throws {
        let outcome = try run(
            "/bin/sh", ["-c", "ulimit -n \(Self.limit) && exec \"$@\"", "sh", TestSupport.at1] + arguments,
            in: box.files.path, environment: box.environment)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
    }

    @Test func manyPacks() throws {
        let box = try Sandbox()
        try box.ok("init")
        let repository = try Repository.open(at: box.files.path, Repository.Options(isDurable: false))
        let who = try Person(name: "Ada", email: "a@b", date: Timestamp(seconds: 1_800_000_000, offset: 0)!)
        for number in 0..<Self.limit {
            try box.files.write("f\(number % 8)", "\(number)\n")
            _ = try repository.add([nil])
            _ = try repository.commit(message: "\(number)", author: who, committer: who)
        }
        let packs = try box.files.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
        try #require(packs.count >= 2 * Self.limit)
        try limited(box, "status")
        try limited(box, "log")
        try limited(box, "cat", "HEAD~40:f1")
        try limited(box, "fsck")
        try limited(box, "update-server-info")
        try limited(box, "clone", ".", "copy")
        try limited(box, "init", "--bare", "bare")
        try limited(box, "push", "./bare", "main")
        try limited(box, "-C", "copy", "fetch")
        try limited(box, "gc")
        try limited(box, "fsck")
    }

    @Test func manyRecipes() throws {
        let box = try Sandbox()
        try box.ok("init")
        let lines = (0..<3 * Self.limit).map {
            #"{"path":"d\#($0)/x","generator":"np_montecarlo","params":{"seed":\#($0),"n_paths":2,"n_steps":2}}"#
        }
        try box.files.write("lines", lines.joined(separator: "\n") + "\n")
        try limited(box, "generate", "--recipes", "lines")
        #expect(box.files.exists("d\(3 * Self.limit - 1)/x"))
        let left = try run("/usr/bin/find", [".", "-name", ".at1-tmp-*"], in: box.files.path)
        #expect(left.output == "")
    }

    /// Two thousand packs that are not joined, and twenty thousand recipes.
    @Test func thousandsOfBoth() throws {
        let box = try Sandbox()
        try box.ok("init")
        try box.ok("config", "gc.auto", "0")
        let commits = try SecondWriter.history(1000, in: box.files)
        func packs() throws -> Int { try box.files.names(".at1store/packs").count { $0.hasSuffix(".pack") } }
        try limited(box, "reset", "--hard")
        try #require(packs() == 2000)
        for words in [["status"], ["log", "-n", "1"], ["log"], ["fsck"], ["rev-parse", commits[7].hex]] {
            try limited(box, words)
        }
        // The first command that adds a pack writes the index.
        try box.files.write("g", "g\n")
        try limited(box, "add", "g")
        try limited(box, "commit", "-m", "with an index")
        #expect(box.files.exists(".at1store/packs/index"))
        #expect(try packs() == 2002)
        let lines = (0..<20_000).map {
            #"{"path":"d\#($0 % 100)/x\#($0)","generator":"np_montecarlo","params":{"seed":\#($0),"n_paths":1,"n_steps":1}}"#
        }
        try box.files.write("lines", lines.joined(separator: "\n") + "\n")
        try limited(box, "generate", "--recipes", "lines")
        try box.files.remove("lines")
        try limited(box, "commit", "-m", "recipes")
        try limited(box, "switch", "-c", "side", "HEAD~1")
        try limited(box, "switch", "main")
        for words in [["status"], ["log", "-n", "1"], ["fsck"], ["clone", ".", "copy"], ["init", "--bare", "bare"]] {
            try limited(box, words)
        }
        try limited(box, "push", "./bare", "main")
        try limited(box, "branch", "new", "side")
        try limited(box, "-C", "copy", "fetch")
        try limited(box, "-C", "copy", "gc")
        try limited(box, "run", "--out", "made", "--", "/bin/sh", "-c", "echo made > made")
        try limited(box, "config", "gc.auto", "8")
        try limited(box, "commit", "--allow-empty", "-m", "joined")
        #expect(try packs() < 100)
        try limited(box, "fsck")
    }

    @Test(arguments: [true, false])
    func packsStayReadableWhenTheyAreGone(staysOpen: Bool) throws {
        let files = try Scratch()
        let bytes = noise(100_000)
        try files.write("p.pack", bytes)
        let folder = try Folder(at: files.path)
        let pack = try PackFile(folder.openFile("p.pack"), "p.pack", in: folder, staysOpen: staysOpen)
        #expect(try pack.read(10, at: 99_995) == Array(bytes.suffix(5)))
        try files.remove("p.pack")
        #expect(try pack.read(50_000, at: 40_000) == Array(bytes[40_000..<90_000]))
        // Another file of that name is not the one that was opened.
        try files.write("p.pack", noise(100_000, seed: 2))
        #expect(try pack.read(100, at: 0) == Array(bytes.prefix(100)))
        #expect(try pack.read(10, at: 99_995) == Array(bytes.suffix(5)))
        #expect(try pack.read(10, at: 200_000) == [])
    }
}
