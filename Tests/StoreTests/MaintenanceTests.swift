import Files
import Foundation
import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

@Suite struct MaintenanceTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person

    init() throws {
        (scratch, repository, who) = try newRepository()
    }

    @discardableResult
    private func commit(_ text: String) throws -> ObjectID {
        try scratch.write("f", text)
        return try repository.commitAll(text, who)
    }

    @Test func gcJoinsAndKeepsEverything() throws {
        let ids = try (0..<10).map { try commit("version \($0)\n") }
        let report = try GarbageCollection(repository).run()
        #expect(report.packsAfter == 1)
        for id in ids { #expect(try repository.objects.commit(id).subject.hasPrefix("version")) }
        #expect(try Fsck(repository).run().isClean)
        let again = try GarbageCollection(repository).run()
        #expect(again.packsAfter == 1)
        #expect(again.bytesAfter == report.bytesAfter)
    }

    @Test func whatTheLogNamesIsKept() throws {
        let first = try commit("one")
        let second = try commit("two")
        try repository.reset(to: first, .hard, who: who)
        var options = GarbageCollection.Options()
        options.pruneAge = 0
        _ = try GarbageCollection(repository, options).run()
        #expect(try repository.objects.commit(second).subject == "two")
        options.logAge = -10
        _ = try GarbageCollection(repository, options).run()
        #expect(throws: ObjectError.missing(second)) { try repository.objects.commit(second) }
        #expect(try Fsck(repository).run().isClean)
    }

    @Test func whatNothingLeadsToStaysForAWhile() throws {
        try commit("one")
        let id = ObjectID(of: .blob, Array("lonely".utf8))
        do {
            let transaction = try repository.transaction()
            try transaction.put(.blob, Array("lonely".utf8))
            try transaction.publish()
        }
        _ = try GarbageCollection(repository).run()
        #expect(try repository.objects.find(id) != nil)
        var options = GarbageCollection.Options()
        options.pruneAge = 0
        #expect(try GarbageCollection(repository, options).run().pruned == 1)
        #expect(try repository.objects.find(id) == nil)
    }

    @Test func fsckNamesWhatIsMissingAndWhatItTouches() throws {
        try commit("one")
        try scratch.write("sub/big", noise(50_000))
        _ = try repository.add([nil])
        let packs = try repository.objects.openPacks()
        // What is added later has trees of its own, so that only the content is lost.
        try scratch.write("sub/more", "more\n")
        _ = try repository.add([nil])
        _ = try repository.commit(message: "two", author: who, committer: who)
        let blob = ObjectID(of: .blob, noise(50_000))
        let pack = try #require(try packs.first { try $0.find(blob) != nil })
        try scratch.remove(".at1store/packs/\(pack.name.hex).pack")
        let report = try Fsck(Repository.open(at: scratch.path)).run()
        let finding = try #require(report.findings.first { $0.object == blob })
        #expect(finding.code == .objectMissing)
        #expect(finding.paths == ["sub/big"])
        #expect(finding.commits.count == 1)
    }

    @Test func aFlippedBitIsFoundAndNeverHandedOver() throws {
        try scratch.write("f", noise(200_000))
        try scratch.write("g", String(repeating: "text,", count: 5000))
        try repository.commitAll("x", who)
        let name = try #require(try repository.objects.openPacks().max { $0.fileLength < $1.fileLength }).name.hex
        let path = ".at1store/packs/\(name).pack"
        let bytes = try scratch.read(path)
        for at in stride(from: 8, to: bytes.count, by: bytes.count / 60) {
            var damaged = bytes
            damaged[at] ^= 4
            try scratch.write(path, damaged)
            let open = try Repository.open(at: scratch.path)
            #expect(try !Fsck(open).run().isClean, "byte \(at)")
            for file in ["f", "g"] where scratch.exists(file) { try scratch.remove(file) }
            try? open.restore([nil], from: nil, staging: false)
            if scratch.exists("f") { #expect(try scratch.read("f") == noise(200_000)) }
            if scratch.exists("g") { #expect(try scratch.read("g").count == 25_000) }
        }
    }

    @Test func aTransactionThatIsDroppedLeavesNothing() throws {
        do {
            let transaction = try repository.transaction()
            try transaction.put(.blob, noise(100))
        }
        #expect(try scratch.names(".at1store/tmp") == [])
        #expect(try repository.objects.openPacks().isEmpty)
    }

    @Test func locksAreWaitedForAndNoLonger() throws {
        let impatient = try Repository.open(at: scratch.path, .init(lockWait: .milliseconds(50)))
        try repository.withWriteLock { _ in
            let held = LockHeld(path: scratch[".at1store/lock"], waited: .milliseconds(50))
            #expect(throws: held) { try impatient.withWriteLock { _ in } }
            _ = try impatient.status()
        }
        try impatient.withWriteLock { _ in }
    }
}
