import Foundation
import Objects
import Packs
import TestSupport
import Testing

@testable import Store

/// Several refs, and HEAD with them, move as one: `moves` says so before the first file changes.
@Suite struct RefMovesTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    /// Commits.
    let ids: [ObjectID]

    init() throws {
        (scratch, repository, who, ids) = try newRepository(commits: 3)
    }

    private func name(_ text: String) throws -> RefName { try RefName("refs/heads/" + text) }

    private func move(_ new: [String: ObjectID?], head: String? = nil) throws {
        let updates = try new.sorted { $0.key < $1.key }.map {
            RefUpdate(try name($0.key), expected: .anything, new: $0.value, message: "test")
        }
        let head = try head.map { HeadUpdate(.branch(try name($0)), message: "test") }
        try repository.withWriteLock { try repository.update(updates, head: head, who: who, $0) }
    }

    private func values(_ names: [String]) throws -> [ObjectID?] {
        try names.map { try repository.refs.find(name($0)) }
    }

    private let names = (0..<5).map { "b\($0)" }

    /// Moves of `names` from the first commit to the second, and of HEAD from main to b0, as they are planned.
    private func plan() throws -> RefMoves {
        let updates = try names.map {
            RefUpdate(try name($0), expected: .exactly(ids[0]), new: ids[1], message: "going")
        }
        return try repository.refs.plan(updates, head: HeadUpdate(.branch(name("b0")), message: "going"), who: who)
    }

    private func start() throws -> RefMoves {
        try move(Dictionary(uniqueKeysWithValues: names.map { ($0, ids[0]) }))
        return try plan()
    }

    private func expectAfter() throws {
        #expect(try values(names) == names.map { _ in ids[1] })
        #expect(try repository.refs.head() == .branch(name("b0")))
        #expect(try repository.refs.headCommit() == ids[1])
        let listed = try repository.refs.list().filter { $0.name.short.hasPrefix("b") }
        #expect(listed.map(\.id) == names.map { _ in ids[1] })
        for text in names { #expect(try repository.refs.log(of: name(text)).map(\.new) == [ids[0], ids[1]]) }
        #expect(try repository.refs.log(of: nil).last?.message == "going")
        #expect(try Fsck(repository).run().findings.map(\.what) == [])
    }

    @Test func readersSeeThemAllFromTheJournalOn() throws {
        let moves = try start()
        #expect(try RefMoves(parsing: moves.bytes) == moves)
        try scratch.write(".at1store/moves", moves.bytes)
        try expectAfter()
        // The next writer carries them out, each with one line in its log.
        try repository.withWriteLock { _ in }
        #expect(!scratch.exists(".at1store/moves"))
        #expect(try scratch.read(".at1store/moved") == [])
        #expect(try scratch.read(".at1store/refs/heads/b4") == Array("\(ids[1])\n".utf8))
        try expectAfter()
    }

    @Test func whatWasCarriedOutIsNotDoneTwice() throws {
        for step in 0...12 {
            let fresh = try RefMovesTests()
            let refs = fresh.repository.refs
            let moves = try fresh.start()
            try fresh.scratch.write(".at1store/moves", moves.bytes)
            // Each ref in two steps, its log and then itself; HEAD last.
            for (number, move) in moves.refs.enumerated() {
                if step > 2 * number { try refs.appendLog(move.name, move.entry) }
                if step > 2 * number + 1 { try refs.write(move.name, fresh.ids[1]) }
            }
            if step > 10, let head = moves.head {
                try refs.appendLog(nil, head.entry)
                if step > 11 { try refs.writeHead(head.new, of: refs.place) }
            }
            try fresh.expectAfter()
            try fresh.repository.withWriteLock { _ in }
            try fresh.expectAfter()
            #expect(!fresh.scratch.exists(".at1store/moves"), "step \(step)")
        }
    }

    @Test func theHeadOfAnotherWorkingTreeMovesWithThem() throws {
        try move(["b0": ids[0], "other": ids[2]])
        let folder = try Scratch()
        let added = try repository.addWorktree(at: folder["w"], .branch(name("other")), who: who)
        let view = try Repository.open(at: added.path)
        let update = RefUpdate(try name("b0"), expected: .exactly(ids[0]), new: ids[1], message: "going")
        let moves = try view.refs.plan([update], head: HeadUpdate(.branch(name("b0")), message: "going"), who: who)
        #expect(try RefMoves(parsing: moves.bytes) == moves)
        try scratch.write(".at1store/moves", moves.bytes)
        #expect(try view.refs.head() == .branch(name("b0")) && view.refs.headCommit() == ids[1])
        #expect(try view.refs.log(of: nil).last?.message == "going")
        #expect(try repository.refs.head() == .branch(name("main")))
        // A writer in the first working tree carries them out for the other.
        try repository.withWriteLock { _ in }
        #expect(!scratch.exists(".at1store/moves"))
        #expect(try scratch.read(".at1store/worktrees/w/HEAD") == Array("ref: refs/heads/b0\n".utf8))
        #expect(try view.refs.log(of: nil).map(\.message) == ["worktree: added at \(ids[2].short)", "going"])
        #expect(try repository.refs.log(of: nil).last?.message != "going")
        #expect(try Fsck(repository).run().findings.map(\.what) == [])
        // A line for the HEAD of no working tree is none.
        for word in ["worktrees//HEAD", "worktrees/w/INDEX", "worktrees/../HEAD", "worktrees/.w/HEAD"] {
            let text = String(decoding: moves.bytes.dropLast(65), as: UTF8.self).replacing(
                "worktrees/w/HEAD", with: word)
            let bytes = Array(text.utf8) + Array("\(Digest(of: Array(text.utf8)))\n".utf8)
            #expect(throws: DecodeError.self, "\(word)") { try RefMoves(parsing: bytes) }
        }
    }

    @Test func aRefThatSomebodyElseMovedStaysWhereItIs() throws {
        let moves = try start()
        try scratch.write(".at1store/moves", moves.bytes)
        // An older build does not know the journal.
        try repository.refs.write(name("b2"), ids[2])
        #expect(try values(names) == [ids[1], ids[1], ids[2], ids[1], ids[1]])
        try repository.withWriteLock { _ in }
        #expect(try values(names) == [ids[1], ids[1], ids[2], ids[1], ids[1]])
    }

    @Test func aJournalThatIsDoneDoesNotComeBack() throws {
        let moves = try start()
        try repository.refs.make(moves)
        // Killed before the folder was synced: whoever writes next sees to that.
        try scratch.write(".at1store/moved", moves.bytes)
        try repository.withWriteLock { _ in }
        #expect(try scratch.read(".at1store/moved") == [])
    }

    @Test func aDamagedJournalIsSaid() throws {
        let moves = try start()
        for (bytes, reason) in [
            (Array(moves.bytes.dropLast()), "it does not end with its checksum"),
            ([], "it does not end with its checksum"),
            (sealed("at1moves 2\n"), "it does not start with its mark"),
            (sealed("at1moves 1\nrefs/heads/a b c\n"), "line 2 is not a move of a ref"),
            (sealed("at1moves 1\nrefs/heads/../a b c d\n"), "line 2 is not a move of a ref"),
            (sealed("at1moves 1\n" + twice(moves)), "line 3 is not a move of a ref"),
            (sealed("at1moves 1\n\n"), "it is not what a writer would write"),
        ] {
            try scratch.write(".at1store/moves", bytes)
            for attempt in [
                { _ = try repository.refs.list() }, { _ = try repository.refs.head() },
                { try repository.withWriteLock { _ in } },
            ] {
                #expect {
                    try attempt()
                } throws: {
                    "\($0)".hasPrefix("the file 'moves' is damaged: \(reason) (")
                }
            }
            #expect(try Fsck(repository).run().findings.map(\.code) == [.movesDamaged], "\(reason)")
        }
    }

    private func sealed(_ text: String) -> [UInt8] { Array((text + "\(Digest(of: Array(text.utf8)))\n").utf8) }
    private func twice(_ moves: RefMoves) -> String {
        (0..<2).map { _ in "\(moves.refs[0].name) \(moves.refs[0].entry.line)" }.joined()
    }

    @Test func gcKeepsWhatTheJournalNames() throws {
        let moves = try start()
        try move(["main": nil], head: "b4")
        try scratch.write(".at1store/moves", moves.bytes)
        var options = GarbageCollection.Options()
        options.pruneAge = 0
        options.logAge = -1 << 40
        _ = try GarbageCollection(repository, options).run()
        #expect(try repository.objects.commit(ids[1]).subject == "1")
        #expect(try values(names) == names.map { _ in ids[1] })
    }

    // MARK: Before the first move

    /// A folder with a file that is not a ref; a folder where a log goes, and a file where a log needs a folder.
    @Test(arguments: [
        ("refs/heads/b3/junk~", "b3", "refs/heads/b3/junk~"),
        ("refs/heads/b3/x/.hidden", "b3", "refs/heads/b3/x/.hidden"),
        ("logs/refs/heads/b3~/x", "b3", "logs/refs/heads/b3~"), ("logs/refs/heads/b", "b/c", "logs/refs/heads/b"),
    ])
    func whatIsInTheWayStopsTheFirstMove(stray: String, ref: String, blocker: String) throws {
        try scratch.write(".at1store/\(stray)", "stray")
        let names = ref == "b/c" ? ["a", "b/c", "d"] : self.names
        #expect {
            try move(Dictionary(uniqueKeysWithValues: names.map { ($0, ids[0]) }))
        } throws: { error in
            guard case .blocked(let name, let path)? = error as? RefError else { return false }
            return name == "refs/heads/" + ref && path.hasSuffix("/" + blocker)
        }
        #expect(try values(names) == names.map { _ in nil })
        #expect(!scratch.exists(".at1store/moves"))
    }

    @Test func strangersAmongRefsHinderNobody() throws {
        for path in ["junk~", "heads/junk~", "heads/a.lock", "heads/.x/y", "heads/odd~/folder/file", "other/heads/x"] {
            try scratch.write(".at1store/refs/\(path)", "stray")
        }
        symlink("nowhere", scratch[".at1store/refs/heads/link"])
        mkfifo(scratch[".at1store/refs/heads/pipe"], 0o600)
        // Nobody but root could look into it; and nobody needs to.
        try scratch.makeFolder(".at1store/refs/heads/secret~")
        chmod(scratch[".at1store/refs/heads/secret~"], 0)
        defer { chmod(scratch[".at1store/refs/heads/secret~"], 0o700) }
        try move(Dictionary(uniqueKeysWithValues: names.map { ($0, ids[0]) }))
        #expect(try repository.refs.list().map(\.name.short) == names + ["main"])
        #expect(try Fsck(repository).run().isClean)
        for stranger in ["link", "pipe"] {
            #expect {
                try move([stranger: ids[0], "other": ids[0]])
            } throws: {
                guard case .blocked("refs/heads/\(stranger)", let by)? = $0 as? RefError else { return false }
                return by.hasSuffix(stranger)
            }
            #expect(try values(["other"]) == [nil])
        }
    }

    @Test func aRefIsNotTheFolderOfAnotherThatComesWithIt() throws {
        #expect {
            try move(["a": ids[0], "a/b": ids[0], "z": ids[0]])
        } throws: {
            guard case .conflict(let a, let b)? = $0 as? RefError else { return false }
            return Set([a.short, b.short]) == ["a", "a/b"]
        }
        #expect(try values(["a", "a/b", "z"]) == [nil, nil, nil])
    }

    @Test func whatGoesMakesRoomForWhatComes() throws {
        try move(["a": ids[0], "c/d/e": ids[0]])
        try move(["a": nil, "a/b": ids[1], "c/d/e": nil, "c": ids[2]])
        #expect(try values(["a", "a/b", "c/d/e", "c"]) == [nil, ids[1], nil, ids[2]])
        #expect(try Fsck(repository).run().isClean)
    }

    @Test func aRefIsMovedOnceAtATime() throws {
        let update = RefUpdate(try name("a"), expected: .anything, new: ids[0], message: "test")
        #expect {
            try repository.withWriteLock { try repository.update([update, update], who: who, $0) }
        } throws: {
            $0 as? RefError == .namedTwice(update.name)
        }
    }

    // MARK: Side by side

    /// A writer moves 20 refs and HEAD together in a loop. Every listing has them all at the same commit.
    @Test(arguments: [true, false]) func readersNeverSeeAMixture(isDurable: Bool) throws {
        if !isDurable { try repository.configure { $0["core.fsync"] = "false" } }
        let path = scratch.path
        let all = (0..<20).map { "r\($0)" }
        try move(Dictionary(uniqueKeysWithValues: all.map { ($0, ids[0]) }))
        let (failures, end, readers) = (Failures(), Flag(), DispatchGroup())
        for _ in 0..<2 {
            readers.enter()
            let thread = Thread {
                defer { readers.leave() }
                do {
                    let (listings, seen) = try Self.read(path, until: end, failures)
                    if listings < 3 || seen < 2 { failures.add("\(listings) listings of \(seen) commits") }
                } catch { failures.add("\(error)") }
            }
            thread.stackSize = 4 << 20
            thread.start()
        }
        let repository = try Repository.open(at: path)
        let deadline = ContinuousClock.now + .milliseconds(Int(Tally.seconds(2) * 1000))
        var rounds = 0
        while ContinuousClock.now < deadline || rounds < 5 {
            rounds += 1
            var updates = try all.map {
                RefUpdate(try RefName.branch($0), expected: .anything, new: ids[rounds % 3], message: "hammer")
            }
            // HEAD goes to and fro between two branches, only one of which exists at a time.
            let (here, there) = (try name("h\(rounds % 2)"), try name("h\((rounds + 1) % 2)"))
            updates.append(RefUpdate(here, expected: .anything, new: ids[0], message: "hammer"))
            updates.append(RefUpdate(there, expected: .anything, new: nil, message: "hammer"))
            let head = HeadUpdate(.branch(here), message: "hammer")
            try repository.withWriteLock { try repository.update(updates, head: head, who: who, $0) }
        }
        end.set()
        readers.wait()
        #expect(failures.all.prefix(5) == [])
        Tally.note("moves-together", rounds)
    }

    private static func read(_ path: String, until end: Flag, _ failures: Failures) throws -> (listings: Int, seen: Int)
    {
        let repository = try Repository.open(at: path)
        var (listings, seen) = (0, Set<ObjectID>())
        while !end.isSet {
            let (head, refs) = try repository.refs.snapshot()
            let values = Set(refs.filter { $0.name.short.hasPrefix("r") }.map(\.id))
            if values.count != 1 { failures.add("a mixture: \(values)") }
            if case .branch(let name) = head, !refs.contains(where: { $0.name == name }) {
                failures.add("HEAD is on \(name), which does not exist")
            }
            if try repository.refs.headCommit() == nil { failures.add("HEAD has no commit") }
            seen.formUnion(values)
            listings += 1
        }
        return (listings, seen.count)
    }
}
