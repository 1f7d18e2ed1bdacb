import Files
import Foundation
import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

/// Small packs are joined after a command: nothing is lost by it, nobody waits for it, and it never makes a command fail.
@Suite struct PackJoiningTests {
    let scratch: Scratch
    let who: Person

    init() throws {
        (scratch, _, who) = try newRepository()
    }

    private func open() throws -> Repository {
        var options = Repository.Options(isDurable: false)
        options.maintains = true
        return try Repository.open(at: scratch.path, options)
    }

    private func packs() throws -> [String] { try scratch.names(".at1store/packs").filter { $0.hasSuffix(".pack") } }

    private func expectSound() throws {
        let findings = try Fsck(open()).run().findings
        #expect(findings.isEmpty, "\(findings.map(\.what))")
    }

    @discardableResult
    private func commit(_ number: Int) throws -> ObjectID {
        try scratch.write("f", "version \(number)\n")
        return try open().commitAll("version \(number)", who)
    }

    /// As several commands would: on a busy machine there is time for a few packs only.
    private func joinAll() throws {
        for _ in 0..<5 { try open().maintain() }
    }

    @Test func fewPacksRemain() throws {
        let reader = try open()
        var ids: [ObjectID] = []
        var most = 0
        for number in 0..<100 {
            ids.append(try commit(number))
            most = max(most, try packs().count)
            // What was open before goes on reading.
            #expect(try reader.objects.commit(ids[number / 2]).subject == "version \(number / 2)")
        }
        #expect(most <= 14, "\(most) packs")
        #expect(try scratch.names(".at1store/tmp") == [])
        for (number, id) in ids.enumerated() {
            #expect(try open().objects.commit(id).subject == "version \(number)")
        }
        try expectSound()
        #expect(try GarbageCollection(open()).run().packsAfter == 1)
        try expectSound()
    }

    @Test func zeroTurnsItOff() throws {
        try open().configure { $0["gc.auto"] = "0" }
        for number in 0..<12 { try commit(number) }
        #expect(try packs().count == 24)
        // But many packs have an index.
        #expect(scratch.exists(".at1store/packs/index"))
        try expectSound()
        try open().configure { $0["gc.auto"] = "-1" }
        #expect(throws: ConfigurationError.self) { try open() }
        _ = try Repository.open(at: scratch.path)
    }

    /// Unreachable objects stay, and do not become older.
    @Test func nothingIsPruned() throws {
        try open().configure { $0["gc.auto"] = "0" }
        for number in 0..<6 { try commit(number) }
        let lonely = SecondWriter.Object(.blob, Array("lonely".utf8))
        try SecondWriter.put([lonely], in: scratch)
        let old = Date(timeIntervalSince1970: 1_600_000_000)
        let newest = Date(timeIntervalSince1970: 1_700_000_000)
        for (number, name) in try packs().enumerated() {
            try FileManager.default.setAttributes(
                [.modificationDate: number == 0 ? newest : old], ofItemAtPath: scratch[".at1store/packs/\(name)"])
        }
        try open().configure { $0["gc.auto"] = "2" }
        try joinAll()
        #expect(try packs().count == 1)
        #expect(try open().objects.get(lonely.id).payload == lonely.payload)
        #expect(try open().objects.openPacks().map(\.modified) == [1_700_000_000 * 1_000_000_000])
        try expectSound()
    }

    /// The same object in several packs, alone and among others.
    @Test func whatIsThereTwiceIsKeptOnce() throws {
        let objects = (0..<6).map { SecondWriter.Object(.blob, Array("object \($0)".utf8)) }
        for range in [0..<1, 0..<3, 2..<6, 1..<2, 5..<6, 0..<6] {
            try SecondWriter.put(Array(objects[range]), in: scratch)
        }
        try open().configure { $0["gc.auto"] = "2" }
        try joinAll()
        #expect(try packs().count == 1)
        #expect(try open().objects.openPacks()[0].footer.count == 6)
        for object in objects { #expect(try open().objects.get(object.id).payload == object.payload) }
        try expectSound()
    }

    /// A copy that is wrong never replaces one that is right.
    @Test func aWrongCopyReplacesNothing() throws {
        let right = SecondWriter.Object(.blob, Array("right".utf8))
        let other = SecondWriter.Object(.blob, Array("a longer object".utf8))
        var row = SecondWriter.row(right, offset: 0)
        row.length = 5
        try SecondWriter.put(frames: [Array("wrong".utf8)], [row], in: scratch)
        try SecondWriter.put([right, other], in: scratch)
        try SecondWriter.put([.init(.blob, Array("and more of them".utf8))], in: scratch)
        try open().configure { $0["gc.auto"] = "2" }
        for _ in 0..<3 { try open().maintain() }
        let copies = try open().objects.openPacks().compactMap { pack in
            try pack.find(right.id).map { try pack.frame(Int($0.frame))[Int($0.offset)..<Int($0.offset) + 5] }
        }
        #expect(copies.contains { $0.elementsEqual(right.payload) })
    }

    @Test func aDamagedPackStaysWhereItIs() throws {
        try open().configure { $0["gc.auto"] = "0" }
        for number in 0..<6 { try commit(number) }
        let name = ".at1store/packs/" + (try packs()[3])
        var bytes = try scratch.read(name)
        bytes[9] ^= 1
        try scratch.write(name, bytes)
        try open().configure { $0["gc.auto"] = "2" }
        try joinAll()
        #expect(try packs().count == 2)
        #expect(try scratch.read(name) == bytes)
    }

    @Test func parityAndWhatIsServedAreLeftAlone() throws {
        for number in 0..<3 { try commit(number) }
        var options = GarbageCollection.Options()
        options.parity = ParityShare("10%")
        _ = try GarbageCollection(open(), options).run()
        let protected = try packs()
        try open().configure { $0["gc.auto"] = "2" }
        for number in 3..<9 { try commit(number) }
        #expect(try packs().contains(protected[0]))
        #expect(try packs().count <= 5)
        try open().writeServerInfo()
        let served = try packs()
        for number in 9..<12 { try commit(number) }
        #expect(try Set(packs()).isSuperset(of: served))
        #expect(try packs().count == served.count + 6)
        try expectSound()
    }

    /// While another process collects, or writes, the packs stay.
    @Test func nobodyIsWaitedFor() throws {
        try open().configure { $0["gc.auto"] = "0" }
        for number in 0..<6 { try commit(number) }
        let before = try packs()
        try open().configure { $0["gc.auto"] = "2" }
        let folder = try open().packs
        for name in ["gc", "lock"] as [Name] {
            let lock = try FileLock(name, in: folder, .shared, wait: .zero)
            let start = ContinuousClock.now
            try open().maintain()
            #expect(ContinuousClock.now - start < .milliseconds(500))
            #expect(try packs() == before, "\(name)")
            _ = consume lock
        }
        try joinAll()
        #expect(try packs().count == 1)
    }

    /// A disk that is full, and a file that cannot be removed, are no reason for a command to fail.
    @Test(arguments: [FileError.Operation.create, .write, .replace, .remove, .sync, .read])
    func whatFailsIsLeft(_ operation: FileError.Operation) throws {
        for after in 0..<12 {
            try open().configure { $0["gc.auto"] = "0" }
            for number in 0..<3 { try commit(10 * after + number) }
            try open().configure { $0["gc.auto"] = "2" }
            let repository = try open()
            InjectedFault(operation, scratch[".at1store"], code: ENOSPC, after: after).during { repository.maintain() }
            try expectSound()
        }
        try joinAll()
        #expect(try packs().count <= 3)
        #expect(try scratch.names(".at1store/tmp").isEmpty || operation == .remove)
    }

    /// Others look for objects all the time while packs are joined over and over.
    @Test func readersFindEverything() throws {
        try open().configure { $0["gc.auto"] = "2" }
        var ids: [ObjectID] = []
        for number in 0..<4 { ids.append(try commit(number)) }
        let known = ids
        let failures = Failures()
        let group = DispatchGroup()
        let isOver = Flag()
        for _ in 0..<3 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                while !isOver.isSet {
                    do {
                        let reader = try open()
                        for id in known {
                            _ = try reader.objects.commit(id)
                            let found = try reader.objects.ids(startingWith: String(id.hex.prefix(20)))
                            if found != [id] { failures.add("\(id.short) is not found by its beginning") }
                        }
                    } catch { failures.add("\(error)") }
                }
            }
        }
        for number in 4..<30 { try commit(number) }
        isOver.set()
        group.wait()
        #expect(failures.all == [])
        try expectSound()
    }
}

private final class Flag: Sendable {
    private let lock = NSLock()
    private nonisolated(unsafe) var value = false

    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
}
