import Foundation
import Objects
import Store
import TestSupport
import Testing

/// The machine loses power after each call that changes a file. What was acknowledged is there, what was not is there
/// wholly or not at all, and the repository is sound.
@Suite struct PowerTests {
    private static let commands: [[String]] = [
        // Packs are joined whenever there are two small ones.
        ["config", "gc.auto", "2"],
        ["add", "."], ["commit", "-m", "three"], ["tag", "-a", "-m", "t", "v1"], ["branch", "deep/er/branch"],
        ["switch", "side"], ["switch", "-c", "made"], ["reset", "--hard", "main"], ["branch", "-m", "made", "kept"],
        ["config", "user.name", "Grace"], ["rm", "a"], ["commit", "-m", "four"], ["reset", "HEAD~1"],
        ["branch", "-D", "deep/er/branch"], ["gc", "--prune", "now"], ["checkout", "-b", "last", "v1"],
    ]

    private static var survivals: [Disk.Survival] {
        [.nothing, .names, .bytes, .all] + (0..<(Tally.isLong() ? 40 : 2)).map { .some(seed: UInt64($0) &* 7919 + 1) }
    }

    @Test func whatWasDoneIsDone() throws {
        let template = try FaultScenario.makeTemplate(bigLength: 5_000)
        let environment = template.environment
        let scratch = try FaultScenario.all[0].copy(of: template)
        var disk = try Disk(scratch[".at1store"])
        let log = try Scratch()
        // The states between the commands, and how many calls there were by then.
        var states = [try RepositoryState(scratch.path)]
        var ends = [0]
        for words in Self.commands {
            let outcome = try Faults.run(words, in: scratch.path, environment, with: ["AT1_RECORD": log["record"]])
            try #require(outcome.status == 0, "\(words): \(outcome.errors)")
            states.append(try RepositoryState(scratch.path))
            ends.append(try FileOperation.read(log["record"]).count)
        }
        let operations = try FileOperation.read(log["record"])
        var seen: Set<[String: [UInt8]?]> = []
        var prefixes = 0
        var command = 0
        for (number, operation) in operations.enumerated() {
            disk.apply(operation)
            if number + 1 > ends[command + 1] { command += 1 }
            let isDone = number + 1 == ends[command + 1]
            prefixes += 1
            for survival in Self.survivals {
                let files = disk.survivors(survival)
                guard seen.insert(files).inserted || isDone else { continue }
                let what = "'\(Self.commands[command].joined(separator: " "))', call \(number), \(survival) survives"
                let (before, after) = (states[isDone ? command + 1 : command], states[command + 1])
                try expect(files, between: before, and: after, what)
            }
        }
        #expect(prefixes > 150)
        Tally.note("prefixes", prefixes)
        Tally.note("states", seen.count)
    }

    private func expect(
        _ files: [String: [UInt8]?], between before: RepositoryState, and after: RepositoryState, _ what: String
    ) throws {
        let scratch = try Scratch()
        try scratch.lay(files, in: ".at1store")
        let state = try RepositoryState(scratch.path)
        #expect(state.strangers(between: before, and: after).filter { $0 != "index" } == [], "\(what)")
        #expect(state.index == before.index || state.index == after.index, "\(what)")
        try expectSound(scratch.path, what)
        // A checkout that was under way arrives, and what lies about in tmp/ goes.
        if files["pending"] != nil {
            let next = try run(at1, ["reset", "--soft", "HEAD"], in: scratch.path)
            #expect(next.status == 0, "\(what): \(next.errors)")
            #expect(!scratch.exists(".at1store/pending"), "\(what)")
        } else {
            try Repository.open(at: scratch.path).withWriteLock { _ in }
        }
        #expect(try scratch.names(".at1store/tmp") == [], "\(what)")
        let end = try RepositoryState(scratch.path)
        #expect([before.head, after.head].contains(end.head), "\(what)")
        if files["pending"] != nil { try expectSound(scratch.path, "\(what), and then completed") }
    }

    /// That the disk above forgets at all: without syncs, a commit that was acknowledged is gone.
    @Test func withoutSyncsItIsLost() throws {
        let template = try FaultScenario.makeTemplate(bigLength: 5_000)
        let scratch = try FaultScenario.all[0].copy(of: template)
        for words in [["config", "core.fsync", "false"], ["add", "."]] {
            #expect(try run(at1, words, in: scratch.path, environment: template.environment).status == 0)
        }
        let before = try RepositoryState(scratch.path)
        var disk = try Disk(scratch[".at1store"])
        let outcome = try Faults.run(
            ["commit", "-m", "lost"], in: scratch.path, template.environment, with: ["AT1_RECORD": scratch["record"]])
        #expect(outcome.status == 0, "\(outcome.errors)")
        for operation in try FileOperation.read(scratch["record"]) { disk.apply(operation) }
        let copy = try Scratch()
        try copy.lay(disk.survivors(.nothing), in: ".at1store")
        #expect(try RepositoryState(copy.path).refs == before.refs)
        try copy.remove(".at1store")
        // And names that outlive the bytes leave a repository that is not sound, which fsck says.
        try copy.lay(disk.survivors(.names), in: ".at1store")
        #expect(try run(at1, ["fsck"], in: copy.path).status != 0)
    }

    /// Of a repository that was just made, all is there when `init` has said so.
    @Test func aNewRepositoryIsThere() throws {
        let scratch = try Scratch()
        let log = try Scratch()
        try scratch.makeFolder("home")
        var disk = try Disk(scratch["home"])
        let outcome = try Faults.run(["init", "new"], in: scratch["home"], [:], with: ["AT1_RECORD": log["record"]])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let operations = try FileOperation.read(log["record"])
        for (number, operation) in operations.enumerated() {
            disk.apply(operation)
            for survival in Self.survivals {
                let what = "init, call \(number), \(survival) survives"
                let copy = try Scratch()
                try copy.lay(disk.survivors(survival), in: "home")
                if number + 1 < operations.count {
                    let again = try run(at1, ["init", "new"], in: copy["home"])
                    #expect(
                        again.status == 0 || again.errors.contains("is a repository already"),
                        "\(what): \(again.errors)")
                }
                try expectSound(copy["home/new"], what)
            }
        }
        Tally.note("prefixes", operations.count)
    }

    /// Every event that was answered is in the journal.
    @Test func anAnswerIsAPromise() throws {
        let scratch = try Scratch()
        let log = try Scratch()
        try scratch.makeFolder("home")
        var disk = try Disk(scratch["home"])
        let events = (0..<40).map {
            #"{"kind":"eval","payload":{"n":\#($0),"text":"\#(String(repeating: "x", count: 5000))"}}"#
        }
        let outcome = try Faults.run(
            ["session", "record", "--agent", "a", "--skill", "s", "--journal", "j"], in: scratch["home"], [:],
            with: ["AT1_RECORD": log["record"]], input: events.joined(separator: "\n") + "\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let operations = try FileOperation.read(log["record"])
        var answered = 0
        for (number, operation) in operations.enumerated() {
            disk.apply(operation)
            if case .said(let bytes) = operation { answered += bytes.count { $0 == UInt8(ascii: "\n") } }
            for survival in Self.survivals {
                guard let bytes = disk.survivors(survival)["j"] ?? nil else {
                    #expect(answered == 0, "call \(number), \(survival)")
                    continue
                }
                let journal = try SessionJournal(parsing: bytes)
                #expect(journal?.session.events.count ?? 0 >= answered, "call \(number), \(survival)")
            }
        }
        #expect(answered == 40)
        Tally.note("prefixes", operations.count)
    }
}

extension Scratch {
    /// Makes the files that were left, and the folders, which have nil.
    func lay(_ files: [String: [UInt8]?], in folder: String) throws {
        try makeFolder(folder)
        for (path, bytes) in files {
            if let bytes { try write("\(folder)/\(path)", bytes) } else { try makeFolder("\(folder)/\(path)") }
        }
    }
}
