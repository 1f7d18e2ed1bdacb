import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

@Suite struct RefTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    let ids: [ObjectID]

    init() throws {
        (scratch, repository, who) = try newRepository(at: Timestamp(seconds: 5, offset: 0)!)
        let transaction = try repository.transaction()
        ids = try (0..<3).map { try transaction.put(.blob, [UInt8($0)]) }
        try transaction.publish()
    }

    private func move(_ name: String, _ expected: RefUpdate.Expectation, _ new: ObjectID?) throws {
        let update = RefUpdate(try RefName(name), expected: expected, new: new, message: "test")
        try repository.withWriteLock { try repository.update([update], who: who, $0) }
    }

    @Test func compareAndSwap() throws {
        try move("refs/tags/a", .exactly(nil), ids[0])
        let name = try RefName("refs/tags/a")
        #expect(throws: RefError.moved(name, expected: nil, found: ids[0])) {
            try move(name.text, .exactly(nil), ids[1])
        }
        #expect(throws: RefError.moved(name, expected: ids[1], found: ids[0])) {
            try move(name.text, .exactly(ids[1]), ids[2])
        }
        #expect(try repository.refs.find(RefName("refs/tags/a")) == ids[0])
        try move("refs/tags/a", .exactly(ids[0]), ids[1])
        try move("refs/tags/a", .exactly(ids[1]), nil)
        #expect(try repository.refs.find(RefName("refs/tags/a")) == nil)
        #expect(try repository.refs.log(of: RefName("refs/tags/a")).map(\.new) == [ids[0], ids[1], nil])
    }

    @Test func aRefToNothingIsRefused() throws {
        let nothing = ObjectID(of: .blob, [99])
        #expect(throws: ObjectError.missing(nothing)) { try move("refs/tags/a", .anything, nothing) }
    }

    @Test func aRefIsNotAFolder() throws {
        try move("refs/heads/a/b", .anything, ids[0])
        let (folder, below) = (try RefName("refs/heads/a"), try RefName("refs/heads/a/b/c"))
        let there = try RefName("refs/heads/a/b")
        #expect(throws: RefError.conflict(folder, with: there)) { try move(folder.text, .anything, ids[0]) }
        #expect(throws: RefError.conflict(below, with: there)) { try move(below.text, .anything, ids[0]) }
        try move("refs/heads/a/b", .anything, nil)
        try move("refs/heads/a", .anything, ids[0])
    }

    @Test func aTornLineOfTheLogIsLeftOut() throws {
        try move("refs/tags/a", .anything, ids[0])
        let log = ".at1store/logs/refs/tags/a~"
        try scratch.write(log, scratch.read(log) + Array(ids[0].hex.utf8))
        #expect(try repository.refs.log(of: RefName("refs/tags/a")).count == 1)
        try move("refs/tags/a", .anything, ids[1])
        #expect(try repository.refs.log(of: RefName("refs/tags/a")).map(\.new) == [ids[0], ids[1]])
    }

    @Test(arguments: [
        "refs/heads/", "refs/heads/a..b", "refs/heads/.a", "refs/heads/a.lock", "refs/heads/a b", "refs/heads/../x",
        "HEAD", "refs/x/y",
        "refs/heads/a/", "refs/heads/a~1", "refs/heads/@{", "refs/heads/-a",
    ])
    func namesThatNoRefHas(name: String) {
        #expect(throws: DecodeError(.badName, "'\(name)' is not the name of a ref")) { try RefName(name) }
    }

    @Test func aDamagedRefIsSaid() throws {
        try move("refs/tags/a", .anything, ids[0])
        try scratch.write(".at1store/refs/tags/a", "nonsense")
        let name = try RefName("refs/tags/a")
        let error = try #require(throws: Damage.self) { try repository.refs.find(name) }
        #expect(error.part == .ref(name))
        #expect(try Fsck(repository).run().findings.map(\.code) == [.refDamaged])
    }
}
