import Files
import Objects
import Remotes
import TestSupport
import Testing

@testable import Packs
@testable import Store

/// The index of packs: found through it, and never wrong because of it.
@Suite struct PackIndexTests {
    let scratch: Scratch
    let commits: [ObjectID]
    static let path = ".at1store/packs/index"

    init() throws {
        (scratch, _, _) = try newRepository()
        commits = try SecondWriter.history(30, in: scratch)
        try update()
    }

    private func open() throws -> Repository { try Repository.open(at: scratch.path, .init(isDurable: false)) }

    private func update() throws {
        let repository = try open()
        try repository.objects.packs.updateIndex(through: repository.temporary, durable: false)
    }

    private func codes() throws -> Set<Finding.Code> { Set(try Fsck(open()).run().findings.map(\.code)) }

    @Test func onlyThePacksThatAreNeededAreOpened() throws {
        try #require(scratch.exists(Self.path))
        let repository = try open()
        #expect(try repository.objects.commit(commits[7]).parents == [commits[6]])
        #expect(repository.objects.packs.openCount == 1)
        for id in commits { #expect(try repository.objects.find(id)?.kind == .commit) }
        #expect(repository.objects.packs.openCount == 30)
        #expect(try codes() == [])
    }

    @Test func whatIsNotInItIsFound() throws {
        let repository = try open()
        _ = try repository.objects.commit(commits[0])
        let object = SecondWriter.Object(.blob, Array("new".utf8))
        try SecondWriter.put([object], in: scratch)
        #expect(try repository.objects.find(object.id) != nil)
        #expect(try open().objects.get(object.id).payload == object.payload)
        #expect(try codes() == [])
    }

    @Test func whatIsGoneDoesNotCount() throws {
        let repository = try open()
        let pack = try #require(try repository.objects.locate(commits[3])).pack.name
        try scratch.remove(".at1store/packs/\(pack.hex).pack")
        #expect(try open().objects.find(commits[3]) == nil)
        #expect(try open().objects.ids(startingWith: commits[3].hex) == [])
        // A copy elsewhere does.
        let payload = SecondWriter.commit(
            tree: try repository.objects.commit(commits[3]).tree, parents: [commits[2]], at: 1_800_000_003)
        try SecondWriter.put([payload], in: scratch)
        #expect(try open().objects.find(commits[3]) != nil)
        #expect(try open().objects.ids(startingWith: String(commits[3].hex.prefix(20))) == [commits[3]])
    }

    @Test func abbreviationsAreFoundThroughIt() throws {
        let repository = try open()
        for id in commits { #expect(try repository.objects.ids(startingWith: String(id.hex.prefix(16))) == [id]) }
        #expect(try repository.objects.ids(startingWith: "").count == 90)
    }

    /// Every byte flipped, and every length: a damaged index is named, and nothing depends on it.
    @Test func damageIsNamedAndDoesNoHarm() throws {
        let bytes = try scratch.read(Self.path)
        func expect(_ damaged: [UInt8], _ what: String) throws {
            try scratch.write(Self.path, damaged)
            let repository = try open()
            for id in [commits[0], commits[15], commits[29]] {
                #expect(try repository.objects.commit(id).subject == "foreign", "\(what)")
            }
            #expect(try codes() == [.packIndexDamaged], "\(what)")
        }
        for at in stride(from: 0, to: bytes.count, by: Tally.isLong() ? 1 : 97) {
            var damaged = bytes
            damaged[at] ^= 0x10
            try expect(damaged, "byte \(at)")
        }
        for length in stride(from: 0, to: bytes.count, by: Tally.isLong() ? 7 : 501) {
            try expect(Array(bytes.prefix(length)), "\(length) bytes")
        }
        // A repair removes it, and a collection removes it or writes it again.
        #expect(try Repair(open(), Fsck.Options()).run().check.isClean)
        #expect(!scratch.exists(Self.path))
        try scratch.write(Self.path, [1, 2, 3])
        _ = try GarbageCollection(open()).run()
        #expect(try codes() == [])
    }

    /// An index with good checksums that says what is not so.
    @Test(arguments: ["leaves out", "misplaces", "invents"]) func liesAreFoundOut(_ how: String) throws {
        let packs = try open().objects.openPacks()
        var ids = Dictionary(uniqueKeysWithValues: packs.map { ($0.name, $0.footer.ids) })
        let victim = try #require(packs.first { $0.footer.count > 1 }).name
        switch how {
        case "leaves out": ids[victim]?.removeFirst()
        case "misplaces": (ids[victim], ids[packs[29].name]) = (ids[packs[29].name], ids[victim])
        default: ids[victim]?.append(ObjectID(of: .blob, Array("not there".utf8)))
        }
        try scratch.write(Self.path, PackIndex.encode(ids))
        for id in commits { #expect(try open().objects.commit(id).subject == "foreign") }
        #expect(throws: ObjectError.missing(ObjectID(of: .blob, Array("not there".utf8)))) {
            try open().objects.get(ObjectID(of: .blob, Array("not there".utf8)))
        }
        #expect(try codes() == [.packIndexDamaged])
        // What it invents is stored all the same.
        let repository = try open()
        let transaction = try repository.transaction()
        try transaction.put(.blob, Array("not there".utf8))
        try transaction.publish()
        #expect(try open().objects.find(ObjectID(of: .blob, Array("not there".utf8))) != nil)
    }

    @Test func itIsWrittenAgainWhenMuchIsNew() throws {
        let before = try scratch.read(Self.path)
        try update()
        #expect(try scratch.read(Self.path) == before)
        for number in 0..<20 { try SecondWriter.put([.init(.blob, Array("n\(number)".utf8))], in: scratch) }
        try update()
        let index = try PackIndex(in: open().packs)
        #expect(index.members.count == 80 && index.count == 110)
        var options = GarbageCollection.Options()
        options.pruneAge = 0
        _ = try GarbageCollection(open(), options).run()
        #expect(!scratch.exists(Self.path))
    }

    /// Several blocks, with identities that are in several packs.
    @Test func blocks() throws {
        let ids = (0..<5000).map { ObjectID(of: .blob, Array("\($0)".utf8)) }
        let names = (0..<3).map { Digest(of: [7, UInt8($0)]) }
        let packs = [names[0]: ids, names[1]: Array(ids[..<3000]), names[2]: []]
        let files = try Scratch()
        try files.write("index", PackIndex.encode(packs))
        let index = try PackIndex(in: Folder(at: files.path))
        #expect(index.covered == Set(names[..<2]))
        for (number, id) in ids.enumerated() {
            #expect(try Set(index.packs(of: id)) == Set(number < 3000 ? names[..<2] : names[..<1]))
        }
        #expect(try index.packs(of: ObjectID(of: .tree, [])) == [])
        var all: [ObjectID] = []
        try index.forEach { id, _ in
            all.append(id)
            return true
        }
        #expect(all == (ids + ids[..<3000]).sorted())
    }
}

extension PackFooter {
    fileprivate var ids: [ObjectID] { (0..<count).map(id(at:)) }
}
