import Foundation
import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

/// A switch that was killed after it had begun: word of it in `pending`, and part of the files moved.
@Suite struct PendingCheckoutTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    let (one, two): (ObjectID, ObjectID)
    let side: RefName

    init() throws {
        (scratch, repository, who) = try newRepository(at: Timestamp(seconds: 5, offset: 0)!)
        for name in ["a", "b", "d/e"] { try scratch.write(name, "one \(name)") }
        one = try repository.commitAll("one", who)
        side = try RefName.branch("side")
        try repository.startBranch(side, who: who, message: "m")
        for name in ["a", "b", "c"] { try scratch.write(name, "two \(name)") }
        try scratch.remove("d")
        two = try repository.commitAll("two", who)
        try repository.switchTo(.branch(RefName.branch("main")), who: who, message: "m")
        #expect(!scratch.exists(".at1store/pending"))
    }

    /// What a switch to `side` leaves when it is killed after a few files.
    private func interrupt(force: Bool = false, _ kind: PendingCheckout.Kind = .switch) throws {
        let main = Head.branch(try RefName.branch("main"))
        let pending = PendingCheckout(
            kind, from: (main, one), to: (kind == .switch ? .branch(side) : main, two), force: force, who: who,
            message: "going")
        #expect(try PendingCheckout(parsing: pending.bytes) == pending)
        try repository.begin(pending)
        try scratch.write("a", "two a")
        try scratch.remove("d")
    }

    private func expectArrived() throws {
        #expect(try repository.refs.head() == .branch(side))
        #expect(try repository.status().isClean)
        #expect(try scratch.names().filter { $0 != ".at1store" } == ["a", "b", "c"])
        #expect(try scratch.read("b") == Array("two b".utf8))
        #expect(!scratch.exists(".at1store/pending"))
    }

    @Test func theNextWriterCompletesIt() throws {
        try interrupt()
        #expect(try repository.pendingCheckout()?.description == "a switch to 'side'")
        try repository.withWriteLock { _ in }
        try expectArrived()
        #expect(try repository.refs.log(of: nil).last?.message == "going")
    }

    @Test func anAddCompletesItBeforeItLooks() throws {
        try interrupt()
        #expect(try repository.add([nil]).added.isEmpty)
        try expectArrived()
    }

    @Test func aResetIsCompletedToo() throws {
        for kind in [PendingCheckout.Kind.reset, .mixed] {
            try interrupt(force: true, kind)
            try repository.withWriteLock { _ in }
            #expect(try repository.refs.headCommit() == two)
            #expect(try repository.refs.head() == .branch(RefName.branch("main")))
            #expect(try Set(repository.index().entries.map(\.path.description)) == ["a", "b", "c"])
            if kind == .reset { #expect(try repository.status().isClean) }
            try repository.reset(to: one, .hard, who: who)
            #expect(try repository.status().isClean)
        }
    }

    @Test func whatWasChangedSinceIsNotTouched() throws {
        for force in [false, true] {
            try interrupt(force: force)
            usleep(20_000)
            try scratch.write("b", "precious")
            #expect {
                try repository.withWriteLock { _ in }
            } throws: { error in
                "\(error)".hasPrefix("a switch to 'side' was cut short, and cannot be completed: ")
                    && "\(error)".hasSuffix("'b'")
            }
            #expect(try scratch.read("b") == Array("precious".utf8))
            #expect(try repository.refs.headCommit() == one)
            // Two ways out: the file as it was, and then on; or all of it given up.
            if force {
                try repository.reset(to: one, .hard, who: who)
                #expect(try scratch.read("b") == Array("one b".utf8))
                #expect(try repository.status().isClean)
            } else {
                try repository.restore([TreePath("b")], from: nil, staging: false)
                try repository.withWriteLock { _ in }
                try expectArrived()
                try repository.switchTo(.branch(RefName.branch("main")), who: who, message: "m")
            }
        }
    }

    @Test func aForcedOneGivesUpWhatWasThereBefore() throws {
        try scratch.write("b", "not wanted")
        usleep(20_000)
        try interrupt(force: true)
        try repository.withWriteLock { _ in }
        try expectArrived()
    }

    @Test func wordOfOneThatHasArrivedMeansNothing() throws {
        try interrupt()
        let word = try scratch.read(".at1store/pending")
        try repository.withWriteLock { _ in }
        try scratch.write("a", "three")
        let three = try repository.commitAll("three", who)
        // A loss of power brought the file back.
        try scratch.write(".at1store/pending", word)
        try repository.withWriteLock { _ in }
        #expect(try repository.refs.headCommit() == three)
        #expect(try scratch.read("a") == Array("three".utf8))
        #expect(!scratch.exists(".at1store/pending"))
    }

    @Test func aDamagedWordIsSaid() throws {
        try interrupt()
        var bytes = try scratch.read(".at1store/pending")
        bytes[20] ^= 1
        try scratch.write(".at1store/pending", bytes)
        let error = try #require(throws: Damage.self) { try repository.withWriteLock { _ in } }
        #expect(error.part == .file("pending"))
        #expect(try Fsck(repository).run().findings.map(\.code) == [.pendingDamaged])
    }

    @Test func gcKeepsWhereItGoes() throws {
        try repository.withWriteLock { lock in
            let gone = RefUpdate(side, expected: .exactly(two), new: nil, message: "gone")
            try repository.update([gone], who: who, lock)
        }
        try interrupt(.reset)
        var options = GarbageCollection.Options()
        options.pruneAge = 0
        options.logAge = -1 << 40
        _ = try GarbageCollection(repository, options).run()
        #expect(try repository.objects.commit(two).subject == "two")
    }

    private func interrupt(_ kind: PendingCheckout.Kind) throws { try interrupt(force: true, kind) }
}
