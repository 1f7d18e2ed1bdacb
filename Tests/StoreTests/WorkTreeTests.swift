import Foundation
import Objects
import Packs
import TestSupport
import Testing

@testable import Store

@Suite struct WorkTreeTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person

    init() throws {
        (scratch, repository, who) = try newRepository(at: Timestamp(seconds: 5, offset: 0)!)
    }

    @discardableResult
    private func commit(_ message: String = "x") throws -> ObjectID {
        return try repository.commitAll(message, who)
    }

    @Test func namesAreKeptByteForByte() throws {
        let name: [UInt8] = Array("a\nb".utf8) + [0xff, 0xfe]
        let file = fopen(
            scratch.path.utf8CString.map { $0 }.dropLast() + [CChar(47)] + name.map { CChar(bitPattern: $0) } + [0], "w"
        )
        try #require(file != nil)
        fclose(file)
        try commit()
        #expect(try repository.index().entries.map(\.path.bytes) == [name])
        #expect(try repository.files(of: repository.headTree()).map(\.path.bytes) == [name])
    }

    @Test func whatIsNoFileIsPassedOverAndSaid() throws {
        #expect(mkfifo(scratch["fifo"], 0o600) == 0)
        try scratch.write("f", "x")
        let report = try repository.add([nil])
        #expect(report.skipped == ["fifo"])
        #expect(report.added.count == 1)
        #expect {
            try repository.add([TreePath("fifo")])
        } throws: {
            guard case .specialFile("fifo")? = $0 as? WorkTreeError else { return false }
            return true
        }
        #expect(try repository.status().unusable == ["fifo"])
    }

    @Test func aLinkIsKeptAndNeverFollowed() throws {
        let outside = try Scratch()
        try outside.write("secret", "s")
        try FileManager.default.createSymbolicLink(atPath: scratch["out"], withDestinationPath: outside.path)
        try commit()
        #expect(try repository.index().entries.map(\.mode) == [.symbolicLink])
        #expect {
            try repository.add([TreePath("out/secret")])
        } throws: {
            guard case .behindLink("out")? = $0 as? WorkTreeError else { return false }
            return true
        }

        // A tree that wants files where the link stands must not write through it.
        let transaction = try repository.transaction()
        let blob = try transaction.put(.blob, Array("mine".utf8))
        let inner = try transaction.put(
            .tree, Tree([.init(name: EntryName("secret"), mode: .regular, kind: .blob, id: blob)]).payload)
        let top = try transaction.put(
            .tree, Tree([.init(name: EntryName("out"), mode: .folder, kind: .tree, id: inner)]).payload)
        let id = try transaction.put(Commit(tree: top, parents: [], author: who, committer: who, message: "m\n"))
        try transaction.publish()
        try repository.switchTo(.detached(id), who: who, message: "m")
        #expect(try outside.read("secret") == Array("s".utf8))
        #expect(try scratch.read("out/secret") == Array("mine".utf8))
        #expect(try outside.names() == ["secret"])
    }

    @Test func aFileWrittenInTheSameTickIsNoticed() throws {
        for round in 0..<20 {
            try scratch.write("f", "round \(round % 10)")
            _ = try repository.add([nil])
            try scratch.write("f", "ROUND \(round % 10)")
            #expect(try repository.status().unstaged.count == 1, "round \(round)")
        }
    }

    @Test func aFolderAndAFileChangePlaces() throws {
        try scratch.write("a/b", "1")
        try scratch.write("c", "2")
        let first = try commit()
        try scratch.remove("a")
        try scratch.remove("c")
        try scratch.write("a", "3")
        try scratch.write("c/d", "4")
        let second = try commit()
        try repository.switchTo(.detached(first), who: who, message: "m")
        #expect(try scratch.read("a/b") == Array("1".utf8))
        #expect(try scratch.read("c") == Array("2".utf8))
        try repository.switchTo(.detached(second), who: who, message: "m")
        #expect(try scratch.read("a") == Array("3".utf8))
        #expect(try scratch.read("c/d") == Array("4".utf8))
        #expect(try repository.status().isClean)
    }

    @Test func modesAreKept() throws {
        try scratch.write("run", "#!/bin/sh\n")
        chmod(scratch["run"], 0o755)
        try commit()
        try scratch.remove("run")
        try repository.restore([nil], from: nil, staging: false)
        #expect(access(scratch["run"], X_OK) == 0)
        chmod(scratch["run"], 0o644)
        #expect(try repository.status().unstaged.map(\.letter) == ["M"])
    }

    @Test func treesThatReachOutAreRefused() throws {
        for name in ["..", ".", ".at1store", ".AT1Store", "a/b"] {
            var payload = Array("100644 blob \(name)\0".utf8)
            payload += ObjectID(of: .blob, []).digest.bytes
            #expect(#expect(throws: DecodeError.self) { try Tree(payload: payload) }?.reason == .badName, "\(name)")
        }
    }

    @Test func aChunkedFileSharesWhatIsTheSame() throws {
        let bytes = noise(6 << 20)
        try scratch.write("big", bytes)
        try commit()
        let before = try repository.objects.openPacks().reduce(0) { $0 + $1.fileLength }
        var changed = bytes
        changed.insert(contentsOf: Array("hello".utf8), at: 3 << 20)
        try scratch.write("big", changed)
        try commit()
        let after = try repository.objects.openPacks().reduce(0) { $0 + $1.fileLength }
        #expect(after - before < 1 << 20)
        try scratch.remove("big")
        try repository.restore([nil], from: nil, staging: false)
        #expect(try scratch.read("big") == changed)
    }
}
