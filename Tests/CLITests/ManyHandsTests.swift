import Foundation
import TestSupport
import Testing

/// Eight processes at once in one repository: no commit is lost, no ref broken, none waits for ever, and who only reads
/// waits for nobody.
@Suite struct ManyHandsTests {
    @Test func nothingIsLostBetweenThem() throws {
        let box = try Sandbox()
        try box.ok("init")
        // Packs are joined all the time.
        try box.ok("config", "gc.auto", "2")
        try box.files.write("base", "base")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "base")
        let seconds = Tally.seconds(8)
        let deadline = ContinuousClock.now + .seconds(seconds)
        let failures = Failures()
        let counts = Counts()
        let group = DispatchGroup()
        func hand(_ number: Int, _ work: @escaping @Sendable (Int) throws -> Void) {
            group.enter()
            // A thread of its own: a queue would not start all eight at once.
            Thread.detachNewThread {
                defer { group.leave() }
                var round = 0
                repeat {
                    do { try work(round) } catch { failures.add("hand \(number), round \(round): \(error)") }
                    round += 1
                } while ContinuousClock.now < deadline && failures.all.isEmpty
            }
        }
        // Five add and commit, each in a folder of its own, and tag what they made.
        for number in 0..<5 {
            hand(number) { round in
                try box.files.write(
                    "h\(number)/f\(round % 7)", noise(3_000, seed: UInt64(number * 100_000 + round + 1)))
                try box.ok("--lock-wait", "60", "add", "h\(number)")
                try box.ok(
                    "--lock-wait", "60", "commit", "-q", "--allow-empty", "-m", "hand \(number) round \(round)")
                counts.add("commits")
                if round % 3 == 0 {
                    try box.ok("--lock-wait", "60", "tag", "-a", "-m", "t", "t-\(number)-\(round)")
                    counts.add("tags")
                }
            }
        }
        // One collects, one makes and removes branches, one only reads.
        hand(5) { _ in try box.ok("--lock-wait", "60", "gc", "--prune", "now") }
        hand(6) { round in
            try box.ok("--lock-wait", "60", "branch", "b\(round)")
            try box.ok("--lock-wait", "60", "branch", "-m", "b\(round)", "c\(round)")
            try box.ok("--lock-wait", "60", "branch", "-D", "c\(round)")
        }
        hand(7) { round in
            let words = [
                ["log", "--oneline"], ["ls-tree", "-r", "HEAD"], ["tag"], ["show"], ["fsck", "--no-execute"],
            ]
            try box.at1Fast(words[round % words.count])
            counts.add("reads")
        }
        group.wait()
        #expect(failures.all == [])
        let log = try box.ok("log", "--oneline").split(separator: "\n")
        #expect(log.count == counts["commits"] + 1)
        #expect(try box.ok("tag").split(separator: "\n").count == counts["tags"])
        #expect(try box.ok("branch").split(separator: "\n").count == 1)
        #expect(counts["commits"] > 2 && counts["reads"] > 0, "\(counts["commits"]) commits, \(counts["reads"]) reads")
        #expect(try box.ok("fsck").hasSuffix("everything is right\n"))
        try box.ok("add", ".")
        #expect(try box.files.names(".at1store/tmp") == [])
        Tally.note("contention-seconds", Int(seconds))
        Tally.note("contention-commits", counts["commits"])
    }

    /// With every lock held by others, all that reads goes through at once.
    @Test func readersNeverWait() throws {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("f", "x")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "x")
        try box.ok("tag", "v1")
        var files: [Int32] = []
        for name in ["lock", "packs/lock", "packs/gc"] {
            let file = open(box.files[".at1store/\(name)"], O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            #expect(file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
            files.append(file)
        }
        defer { for file in files { close(file) } }
        for words in [
            ["status"], ["log"], ["show"], ["diff"], ["ls-tree", "-r", "HEAD"], ["branch"], ["tag"], ["reflog"],
            ["cat", "HEAD:f"],
            ["rev-parse", "HEAD"], ["cat-file", "-p", "HEAD"], ["fsck"], ["hash-object", "f"],
        ] { try box.at1Fast(words) }
        #expect(try box.at1("--lock-wait", "0", "add", ".").status == 4)
    }
}

extension Sandbox {
    /// Runs a command that must not wait for a lock: the least wait there is makes one that does fail.
    fileprivate func at1Fast(_ words: [String]) throws {
        let outcome = try run(TestSupport.at1, ["--lock-wait", "0"] + words, in: files.path, environment: environment)
        guard outcome.status == 0 else { throw Refused(words: words, errors: outcome.errors) }
    }

    private struct Refused: Error {
        let words: [String]
        let errors: String
    }
}

/// Numbers by name, counted on several threads.
private final class Counts: Sendable {
    private let lock = NSLock()
    private nonisolated(unsafe) var numbers: [String: Int] = [:]

    func add(_ name: String) { lock.withLock { numbers[name, default: 0] += 1 } }
    subscript(name: String) -> Int { lock.withLock { numbers[name, default: 0] } }
}
