import Foundation
import Objects
import Synchronization
import TestSupport
import Testing
import Zstandard

@testable import Packs
@testable import Remotes
@testable import Store

/// What somebody who means harm would put into a store, or do to a working tree.
@Suite struct HostileTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person

    init() throws {
        (scratch, repository, who) = try newRepository()
    }

    private func blob(_ text: String) throws -> ObjectID {
        let transaction = try repository.transaction()
        let id = try transaction.put(.blob, Array(text.utf8))
        try transaction.publish()
        return id
    }

    private func tree(_ entries: [(name: String, text: String)]) throws -> ObjectID {
        let entries = try entries.map {
            Tree.Entry(name: try EntryName($0.name), mode: .regular, kind: .blob, id: try blob($0.text))
        }
        let transaction = try repository.transaction()
        let id = try transaction.put(
            .tree, Tree(entries.sorted { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }).payload)
        try transaction.publish()
        return id
    }

    @Test func namesThatLeaveTheWorkTreeOrHitTheStoreAreNoNames() throws {
        let names = [
            "", ".", "..", "/", "a/b", "/etc", "a\0", ".at1store", ".AT1STORE", ".At1Store", ".at1stORE",
            ".at1-tmp-", ".at1-tmp-x", ".AT1-Tmp-1y2z",
            String(repeating: "a", count: 256),
        ]
        for name in names {
            #expect(#expect(throws: DecodeError.self) { try EntryName(name) }?.reason == .badName, "\(name)")
            // The same written by somebody who does not ask: each door looks again.
            let payload = Array("100644 blob \(name)\0".utf8) + ObjectID(of: .blob, []).digest.bytes
            for error in [
                #expect(throws: DecodeError.self) { try Tree(payload: payload) },
                #expect(throws: DecodeError.self) { try Tree.links(payload: payload) },
            ] {
                // A NUL ends the name: what follows is not an identity, and the tree ends within the next entry.
                #expect(error?.reason == (name.contains("\0") ? .truncated : .badName), "\(name)")
            }
        }
    }

    /// Names that differ in case or Unicode form only are different names here, as in git on such a file system: both
    /// files are there with their own bytes. One that takes them for the same is no file system that at1 is for.
    @Test func namesThatDifferInCaseOrUnicodeFormAreTwoFiles() throws {
        let entries = [("README", "1"), ("readme", "2"), ("\u{e9}", "3"), ("e\u{301}", "4")]
        let tree = try tree(entries)
        try repository.restore([nil], from: tree, staging: true)
        #expect(try scratch.names().filter { $0 != ".at1store" }.count == 4)
        for (name, text) in entries { #expect(try scratch.read(name) == Array(text.utf8), "\(name)") }
    }

    /// A repository whose trees a second writer made, with git's hooks in them: nothing of it passes any door.
    @Test(arguments: [".git", ".GIT", "git~1", ".git.", ".git::$INDEX_ALLOCATION", ".g\u{200c}it", ".at1\u{17f}tore"])
    func aTreeWithAFolderOfGitIsRefusedAtEveryDoor(_ name: String) throws {
        let transaction = try repository.transaction()
        let blob = try transaction.put(.blob, Array("#!/bin/sh\n".utf8))
        let inner = try transaction.put(.tree, Array("100755 blob post-checkout\0".utf8) + blob.digest.bytes)
        let top = try transaction.put(.tree, Array("40000 tree \(name)\0".utf8) + inner.digest.bytes)
        let commit = try transaction.put(
            .commit, Commit(tree: top, parents: [], author: who, committer: who, message: "x").payload)
        try transaction.publish()
        try repository.withWriteLock { lock in
            try repository.update(
                [RefUpdate(RefName.branch("main"), expected: .anything, new: commit, message: "x")], who: who, lock)
        }
        func expectRefusal(_ body: () throws -> Void) {
            let error = #expect(throws: (any Error).self) { try body() }
            let file = name.contains("t1") ? ".at1store" : ".git"
            #expect(
                error.map { "\($0)" }?.contains("which a file system may treat as '\(file)'") == true,
                "\(String(describing: error))")
        }
        expectRefusal { try repository.restore([nil], from: top, staging: true) }
        #expect(try scratch.names() == [".at1store"])
        expectRefusal {
            let finding = try Fsck(repository).run().findings.first { $0.object == top }
            throw DecodeError(.badName, finding?.what ?? "no finding")
        }
        let copy = try Scratch()
        expectRefusal {
            _ = try Clone.run(scratch.path, into: copy["clone"], who: who, Repository.Options(), Clone.Options())
        }
        #expect(!copy.exists("clone"))
        let other = try Repository.create(at: copy["bare"], bare: true)
        expectRefusal {
            _ = try Push(repository, RemoteSettings(url: copy["bare"]), who: who).run([RefSpec("main")])
        }
        #expect(try other.refs.list().isEmpty)
    }

    @Test func aLinkThatIsPutInThePlaceOfAFolderLeadsNowhere() throws {
        let outside = try Scratch()
        try outside.write("precious", "mine")
        try scratch.write("sub/precious", "theirs")
        try repository.commitAll("x", who)
        let tree = try #require(try repository.headTree())
        try scratch.remove("sub")
        try FileManager.default.createSymbolicLink(atPath: scratch["sub"], withDestinationPath: outside.path)
        _ = try? repository.restore([nil], from: tree, staging: false)
        _ = try? repository.remove([nil], recursive: true, keepingFiles: false, force: true)
        #expect(try outside.read("precious") == Array("mine".utf8))
        #expect(try outside.names() == ["precious"])
    }

    /// A folder and a link take turns in the same place while files are checked out: nothing is written behind the
    /// link.
    @Test func noSwapBetweenCheckAndUseLeadsOutside() throws {
        let outside = try Scratch()
        for number in 0..<20 { try scratch.write("sub/f\(number)", "theirs \(number)") }
        try repository.commitAll("x", who)
        let tree = try #require(try repository.headTree())
        try FileManager.default.createSymbolicLink(atPath: scratch["link"], withDestinationPath: outside.path)
        let isDone = Mutex(false)
        let swaps = Mutex(0)
        let (sub, link, away) = (scratch["sub"], scratch["link"], scratch["away"])
        let swapper = Thread {
            while !isDone.withLock({ $0 }) {
                rename(sub, away)
                rename(link, sub)
                usleep(20)
                rename(sub, link)
                rename(away, sub)
                usleep(20)
                swaps.withLock { $0 += 1 }
            }
            isDone.withLock { $0 = false }
        }
        swapper.start()
        var written = 0
        for _ in 0..<150 {
            for number in 0..<20 { unlink(scratch["away/f\(number)"]) }
            if (try? repository.restore([nil], from: tree, staging: false)) != nil { written += 1 }
        }
        isDone.withLock { $0 = true }
        while isDone.withLock({ $0 }) { usleep(1000) }
        #expect(try outside.names().isEmpty)
        #expect(written > 0 && swaps.withLock { $0 } > 100)
    }

    /// Puts a pack there that says what it likes of its frames; all its checksums are right.
    private func plant(_ frames: [PackFooter.Frame], _ stored: [UInt8], _ entries: [PackFooter.Entry]) throws {
        let footer = PackFooter.encode(frames: frames, entries: entries)
        var bytes = PackFooter.magic + stored + footer
        bytes.append(integer: UInt64(footer.count))
        bytes.append(Digest(of: footer))
        let name = Digest(of: bytes)
        try scratch.write(".at1store/packs/\(name.hex).pack", bytes + name.bytes)
    }

    @Test func objectsThatShareBytesOfAFrameAreFound() throws {
        let bytes = Array("some words".utf8)
        let parts = [(0, 6), (4, 6)]
        let entries = parts.map { offset, length in
            PackFooter.Entry(
                id: ObjectID(of: .blob, Array(bytes[offset..<offset + length])), kind: .blob, frame: 0,
                offset: UInt32(offset), length: UInt32(length))
        }
        try plant(
            [.init(codec: .raw, offset: 8, storedLength: 10, length: 10)], bytes, entries)
        let report = try Fsck(repository).run()
        #expect(report.findings.map(\.code) == [.packDamaged])
        #expect(report.findings.first?.what.contains("overlap") == true)
    }

    @Test func frameThatGivesMoreThanItSaysIsRefusedBeforeItFillsMemory() throws {
        let zeros = [UInt8](repeating: 0, count: 200 << 20)
        let bomb = try Zstandard.compress(zeros.span.bytes, level: 1)
        #expect(bomb.count < 100_000)
        let id = ObjectID(of: .blob, [0, 0, 0])
        try plant(
            [.init(codec: .zstd, offset: 8, storedLength: UInt32(bomb.count), length: 3)], bomb,
            [.init(id: id, kind: .blob, frame: 0, offset: 0, length: 3)])
        let error = try #require(throws: Damage.self) { try repository.objects.get(id) }
        guard case .frame(0, pack: _) = error.part else {
            Issue.record("another part: \(error)")
            return
        }
        #expect(try Fsck(repository).run().findings.map(\.code).contains(.frameDamaged))
    }

    @Test func treesWithoutEndAreRefused() throws {
        let transaction = try repository.transaction()
        var id = try transaction.put(.tree, Tree([]).payload)
        for _ in 0..<5000 {
            let entry = Tree.Entry(name: try EntryName("d"), mode: .folder, kind: .tree, id: id)
            id = try transaction.put(.tree, Tree([entry]).payload)
        }
        let commit = Commit(
            tree: id, parents: [], author: who, committer: who, message: "deep\n")
        let tip = try transaction.put(commit)
        try transaction.publish()
        #expect(throws: (any Error).self) { try repository.files(of: id) }
        try scratch.write(".at1store/refs/heads/main", "\(tip.hex)\n")
        #expect(throws: (any Error).self) { try repository.restore([nil], from: id, staging: false) }
        _ = try Fsck(repository).run()
        #expect(try scratch.names() == [".at1store"])
    }
}
