import Objects
import TestSupport
import Testing

@testable import Store

@Suite struct ReflogTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    let ids: [ObjectID]
    let tag: RefName

    init() throws {
        scratch = try Scratch()
        repository = try Repository.create(at: scratch.path)
        who = try Person(name: "Ada\tLovelace", email: "a@b", date: Timestamp(seconds: 5, offset: 0)!)
        let transaction = try repository.transaction()
        ids = try (0..<3).map { try transaction.put(.blob, [UInt8($0)]) }
        try transaction.publish()
        tag = try RefName.tag("a")
    }

    private let file = ".at1store/logs/refs/tags/a~"

    private func move(_ new: ObjectID?, _ message: String = "test") throws {
        let update = RefUpdate(tag, expected: .anything, new: new, message: message)
        try repository.withWriteLock { try repository.update([update], who: who, $0) }
    }

    @Test func aTabInANameHidesNothing() throws {
        try move(ids[0], "with a\ttab")
        #expect(try repository.refs.log(of: tag).map(\.new) == [ids[0]])
        #expect(try repository.refs.log(of: tag).map(\.message) == ["with a\ttab"])
        #expect(try repository.refs.log(of: tag).map(\.who.name) == ["Ada Lovelace"])
        // A line as older builds wrote it is read, and gc keeps what it names.
        let zeros = String(repeating: "0", count: 64)
        try scratch.write(file, "\(zeros) \(ids[1].hex) Ada\tL <a@b> 5 +0000\told\n")
        #expect(try repository.refs.log(of: tag).map(\.new) == [ids[1]])
        #expect(try repository.refs.loggedIDs(since: 0) == [ids[1]])
    }

    @Test(arguments: ["Ada\t", "\tAda", "\t", "Ada \t Lovelace", "A\t\tB", ""])
    func aTabAtTheEndOfANameHidesNothing(name: String) throws {
        for (name, email) in [(name, "a@b"), ("A", name)] {
            let who = try Person(name: name, email: email, date: Timestamp(seconds: 5, offset: 0)!)
            let line = ReflogEntry(old: nil, new: ids[0], who: who, message: "m").line.utf8.dropLast()
            #expect(ReflogEntry.isIntact(line) && ReflogEntry(line: line)?.message == "m")
        }
    }

    @Test func aLineThatWasCutShortIsNotThere() throws {
        try move(ids[0], "whole")
        let whole = try scratch.read(file)
        try move(ids[1], "this one will be torn")
        let both = try scratch.read(file)
        for length in whole.count..<both.count {
            try scratch.write(file, Array(both[..<length]))
            #expect(try repository.refs.log(of: tag).map(\.message) == ["whole"], "cut at \(length)")
        }
        // A line is written before the ref moves: one that has moved without it has lost it.
        #expect(try Fsck(repository).run().findings.map(\.code) == [.refDamaged])
        try scratch.write(".at1store/refs/tags/a", "\(ids[0])\n")
        #expect(try Fsck(repository).run().isClean)
        // The next line takes its place.
        try move(ids[2], "next")
        #expect(try repository.refs.log(of: tag).map(\.message) == ["whole", "next"])
        #expect(try scratch.read(file).starts(with: whole))
        // Even where no line end is near.
        try scratch.write(file, whole + [UInt8](repeating: UInt8(ascii: "x"), count: 9000))
        try move(ids[0], "after")
        #expect(try repository.refs.log(of: tag).map(\.message) == ["whole", "after"])
    }

    @Test func namesThatLookAlikeAreTwoRefs() throws {
        for (name, id) in zip(["caf\u{e9}", "cafe\u{301}"], ids) {
            let update = RefUpdate(try RefName.tag(name), expected: .exactly(nil), new: id, message: "t")
            try repository.withWriteLock { try repository.update([update], who: who, $0) }
        }
        #expect(Set(try repository.refs.list(RefName.tags).map(\.id)) == Set(ids[..<2]))
        #expect(try repository.refs.find(RefName.tag("cafe\u{301}")) == ids[1])
        #expect(try repository.refs.log(of: RefName.tag("cafe\u{301}")).map(\.new) == [ids[1]])
    }

    @Test func fsckReadsTheLogs() throws {
        try move(ids[0])
        try scratch.write(file, scratch.read(file) + Array("nonsense\n".utf8))
        let findings = try Fsck(repository).run().findings
        #expect(findings.map(\.code) == [.logDamaged])
        #expect(findings.first?.what.contains("line 2 of '") == true)
    }

    @Test func fsckNamesWhatIsNotWhereItsLogSays() throws {
        try move(ids[0])
        try move(ids[1])
        // Killed between the line and the move.
        try scratch.write(".at1store/refs/tags/a", "\(ids[0])\n")
        #expect(try Fsck(repository).run().isClean)
        try scratch.write(".at1store/refs/tags/a", "\(ids[2])\n")
        #expect(try Fsck(repository).run().findings.map(\.code) == [.refDamaged])
        try scratch.remove(".at1store/refs/tags/a")
        #expect(try Fsck(repository).run().findings.map(\.code) == [.refDamaged])
        try move(ids[1])
        try move(nil)
        #expect(try Fsck(repository).run().isClean)
        try scratch.write("f", "x")
        try repository.commitAll("m", who)
        try scratch.write(".at1store/HEAD", "ref: refs/heads/maio\n")
        #expect(try Fsck(repository).run().findings.map(\.code) == [.headDamaged])
        try scratch.write(".at1store/HEAD", "ref: refs/heads/main\n")
        try scratch.remove(".at1store/logs/HEAD")
        #expect(try Fsck(repository).run().findings.map(\.code) == [.logDamaged])
    }

    @Test func aLineKnowsWhetherItIsAsItWasWritten() throws {
        try move(ids[0], "with a\ttab")
        let line = try scratch.read(file).dropLast()
        #expect(ReflogEntry.isIntact(line))
        for index in line.indices {
            for bit in 0..<8 {
                var damaged = line
                damaged[index] ^= 1 << bit
                #expect(!ReflogEntry.isIntact(damaged), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func renamingABranchIsInTheLogOfHead() throws {
        try scratch.write("f", "x")
        let id = try repository.commitAll("m", who)
        let (main, other) = (try RefName.branch("main"), try RefName.branch("other"))
        try repository.renameBranch(main, to: other, force: false, who: who)
        #expect(try repository.refs.head() == .branch(other))
        #expect(try repository.refs.log(of: nil).last?.message == "branch: renamed main to other")
        // Cut short before the old name was gone: the same again completes it.
        try repository.withWriteLock { lock in
            let update = RefUpdate(main, expected: .exactly(nil), new: id, message: "back")
            try repository.update([update], who: who, lock)
        }
        try repository.renameBranch(main, to: other, force: false, who: who)
        #expect(try repository.refs.list(RefName.branches).map(\.name) == [other])
    }

    // MARK: Expiry

    private func expire(before seconds: Int64) throws {
        try repository.withWriteLock { _ in try repository.refs.expireLogs(before: seconds) }
    }

    private func append(_ new: ObjectID?, at seconds: Int64, to name: RefName) throws {
        let who = try Person(name: "Ada", email: "a@b", date: #require(Timestamp(seconds: seconds, offset: 0)))
        let update = RefUpdate(name, expected: .anything, new: new, message: "at \(seconds)")
        try repository.withWriteLock { try repository.update([update], who: who, $0) }
    }

    private func messages(_ name: RefName?) throws -> [String] { try repository.refs.log(of: name).map(\.message) }

    @Test func oldLinesGoAndTheLastOneStays() throws {
        for (number, seconds) in [100, 200, 300, 400].enumerated() {
            try append(ids[number % 3], at: Int64(seconds), to: tag)
        }
        try expire(before: 50)
        #expect(try messages(tag).count == 4)
        try expire(before: 250)
        #expect(try messages(tag) == ["at 300", "at 400"])
        try expire(before: 1000)
        #expect(try messages(tag) == ["at 400"])
        #expect(try Fsck(repository).run().isClean)
        // The next move is a line after it.
        try append(ids[1], at: 2000, to: tag)
        #expect(try messages(tag) == ["at 400", "at 2000"])
        #expect(try scratch.names(".at1store/tmp") == [])
    }

    @Test func theLogOfARefThatIsGoneGoes() throws {
        try append(ids[0], at: 100, to: tag)
        try append(nil, at: 200, to: tag)
        try expire(before: 150)
        #expect(try messages(tag) == ["at 200"])
        try expire(before: 1000)
        #expect(!scratch.exists(file))
        #expect(try Fsck(repository).run().isClean)
    }

    @Test func whatCannotBeReadStays() throws {
        try append(ids[0], at: 100, to: tag)
        try append(ids[1], at: 200, to: tag)
        let lines = try scratch.read(file).split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        try scratch.write(file, Array("not a line\n".utf8) + lines[0] + lines[1])
        try expire(before: 1000)
        #expect(try scratch.read(file) == Array("not a line\n".utf8) + lines[1])
    }

    @Test func aCollectionShortensTheLogs() throws {
        let old = try Person(name: "A", email: "a@b", date: #require(Timestamp(seconds: 1_000_000_000, offset: 0)))
        for text in ["one", "two", "three"] {
            try scratch.write("f", text)
            _ = try repository.commitAll(text, old)
        }
        #expect(try messages(nil).count == 3)
        _ = try GarbageCollection(repository).run()
        #expect(try messages(nil) == ["commit: three"])
        #expect(try messages(RefName.branch("main")) == ["commit: three"])
        #expect(try Fsck(repository).run().isClean)
    }
}
