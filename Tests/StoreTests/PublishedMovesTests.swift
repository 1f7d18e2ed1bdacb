import Foundation
import Objects
import Packs
import TestSupport
import Testing

@testable import Store

/// The log of published moves: what is in it, after whatever happened.
@Suite struct PublishedMovesTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    let ids: [ObjectID]
    private let log = ".at1store/witness/log"

    init() throws {
        (scratch, repository, who, ids) = try newRepository(commits: 3)
    }

    private func update(_ name: String, _ new: ObjectID?) throws {
        let update = RefUpdate(try RefName(name), expected: .anything, new: new, message: "test")
        try repository.withWriteLock { try repository.update([update], who: who, $0) }
    }

    private func moves() throws -> [PublishedMove] {
        try #require(try repository.publishedLeaves()).map { try #require(PublishedMove(leaf: $0)) }
    }

    private func begin() throws { _ = try repository.completePublishedLeaves(who: who) }

    @Test func beginsWithTheReflogsAndHasEveryMove() throws {
        #expect(try repository.publishedLeaves() == nil)
        try begin()
        #expect(try moves().map(\.entry.new) == ids.map { $0 })
        try update("refs/tags/v1", ids[0])
        try update("refs/remotes/o/main", ids[0])
        try update("refs/tags/v1", nil)
        #expect(try moves().suffix(2).map { [$0.entry.old, $0.entry.new] } == [[nil, ids[0]], [ids[0], nil]])
        #expect(try moves().count == 5)
        // Nothing to complete.
        try begin()
        #expect(try moves().count == 5)
    }

    @Test func aMoveThatWasNotLoggedIsFound() throws {
        try begin()
        let ref = ".at1store/refs/heads/main"
        try scratch.write(ref, "\(ids[0])\n")
        try begin()
        #expect(try moves().last.map { [$0.entry.old, $0.entry.new] } == [ids[2], ids[0]])
        #expect(try moves().last?.entry.message == "witness: found")
        // The next move says first where it found the ref.
        try scratch.write(ref, "\(ids[1])\n")
        try update("refs/heads/main", ids[2])
        #expect(try moves().suffix(2).map(\.entry.message) == ["witness: found", "test"])
        #expect(try moves().suffix(2).map { [$0.entry.old, $0.entry.new] } == [[ids[0], ids[1]], [ids[1], ids[2]]])
        // A ref that is gone.
        try update("refs/tags/v1", ids[0])
        try scratch.remove(".at1store/refs/tags/v1")
        try begin()
        #expect(try moves().last.map { [$0.entry.old, $0.entry.new] } == [ids[0], nil])
    }

    @Test func anUpdateOfSeveralThatIsCompletedIsLoggedOnce() throws {
        try begin()
        let names = try (0..<3).map { try RefName("refs/tags/t\($0)") }
        let plan = try repository.refs.plan(
            names.map { RefUpdate($0, expected: .exactly(nil), new: ids[0], message: "several") }, who: who)
        let before = try scratch.read(log)
        try repository.refs.logPublished(plan.refs, again: false)
        let whole = try scratch.read(log)
        for length in stride(from: before.count, through: whole.count, by: 7) {
            // A process that was killed while it appended the lines, after `moves` was in place.
            try scratch.write(log, Array(whole[..<length]))
            try scratch.write(".at1store/moves", plan.bytes)
            try repository.withWriteLock { _ in }
            #expect(try scratch.read(log) == whole, "\(length)")
            #expect(try names.allSatisfy { try repository.refs.find($0) == ids[0] })
            for name in names { try scratch.remove(".at1store/\(name)") }
        }
    }

    @Test func aTruncatedLineDoesNotAbsorbTheNext() throws {
        try begin()
        let whole = try scratch.read(log)
        try scratch.write(log, whole + Array("refs/heads/ma".utf8))
        try update("refs/tags/v1", ids[0])
        #expect(try scratch.read(log).starts(with: whole) && moves().count == 4)
    }

    @Test func aDamagedLineIsNoLeafAndFsckReportsIt() throws {
        try begin()
        var bytes = try scratch.read(log)
        bytes[20] ^= 1
        try scratch.write(log, bytes)
        let damage = #expect(throws: Damage.self) { try repository.publishedLeaves() }
        #expect(damage?.description.contains("line 1 is damaged") == true)
    }

    /// The last move of a ref is found wherever it is, past any block that is read.
    @Test func findsTheLastMoveInALongLog() throws {
        try begin()
        try update("refs/tags/first", ids[0])
        let filler = PublishedMove(
            name: try RefName("refs/tags/filler"),
            entry: ReflogEntry(old: ids[0], new: ids[0], who: who, message: String(repeating: "x", count: 3000)))
        try scratch.write(log, scratch.read(log) + (0..<300).flatMap { _ in filler.line })
        try update("refs/tags/first", ids[1])
        #expect(try moves().last?.entry.old == ids[0] && moves().last?.entry.message == "test")
        #expect(try moves().count == 305)
    }
}
