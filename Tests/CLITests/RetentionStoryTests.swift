import Foundation
import Objects
import TestSupport
import Testing

/// Snapshots that expire, and unreachable objects that are pruned.
@Suite struct RetentionStoryTests {
    let box: Sandbox

    init() throws { box = try Sandbox() }

    /// Commits one file per date, which is in days and hours after a Monday.
    private func snapshots(_ dates: [(day: Int, hour: Int)]) throws {
        try box.ok("init")
        for (number, date) in dates.enumerated() {
            try box.files.write("f", noise(100_000, seed: UInt64(number + 1)))
            try box.ok("add", "f")
            // 2024-01-01 was a Monday.
            let seconds = 1_704_067_200 + date.day * 86_400 + date.hour * 3600
            let outcome = try run(
                at1, ["commit", "-m", "snapshot \(number)"], in: box.files.path,
                environment: box.environment.merging(["AT1_COMMITTER_DATE": "\(seconds) +0000"]) { $1 })
            try #require(outcome.status == 0, "\(outcome)")
        }
    }

    private func subjects() throws -> [String] {
        try box.ok("log", "--format=%s").split(separator: "\n").map(String.init)
    }

    private func kept(_ numbers: [Int]) -> [String] { numbers.map { "snapshot \($0)" } }

    @Test func eachPeriodKeepsItsNewest() throws {
        try snapshots([(0, 1), (0, 9), (1, 9), (6, 9), (7, 9), (7, 10), (40, 1)])
        let before = try subjects()
        let plan = try box.ok("expire", "--keep-daily", "3", "-n")
        #expect(plan.contains("remove ") && plan.contains("(tip, daily)"))
        #expect(try subjects() == before)
        let tree = try box.ok("rev-parse", "HEAD^{tree}")
        try box.ok("expire", "--keep-daily", "4")
        #expect(try subjects() == kept([6, 5, 3, 2]))
        #expect(try box.ok("rev-parse", "HEAD^{tree}") == tree)
        #expect(try box.ok("status", "--json").contains(#""clean":true"#))
        #expect(try box.ok("fsck").contains("everything is right"))
        try box.ok("undo")
        #expect(try subjects() == before)
        try box.ok("expire", "--keep-weekly", "3")
        #expect(try subjects() == kept([6, 5, 3]))
        try box.ok("expire", "--keep-monthly", "2")
        #expect(try subjects() == kept([6, 5]))
        try box.ok("expire", "--keep-last", "1")
        #expect(try subjects() == kept([6]))
        #expect(try box.at1("expire").status == 2)
        #expect(try box.at1("expire", "--keep-last", "-1").status == 2)
        #expect(try box.at1("expire", "--keep-last", "1", "nowhere").status == 2)
    }

    @Test func tagsKeepTheirSnapshotsAndMoveAlong() throws {
        try snapshots([(0, 0), (1, 0), (2, 0), (3, 0)])
        try box.ok("tag", "light", "HEAD~2")
        try box.ok("branch", "other", "HEAD~1")
        let outcome = try box.ok("expire", "--keep-tagged", "--json")
        #expect(outcome.contains(#""moved_tags":["refs/tags/light"]"#), "\(outcome)")
        #expect(outcome.contains(#""held_by":["refs/heads/other"]"#), "\(outcome)")
        #expect(try subjects() == kept([3, 1]))
        #expect(try box.ok("rev-parse", "light") == box.ok("rev-parse", "HEAD~1"))
    }

    @Test func signedCommitsAndMergesStay() throws {
        try snapshots([(0, 0), (1, 0)])
        try box.ok("key", "generate", "ada", "--no-passphrase")
        try box.files.write("g", "g")
        try box.ok("add", "g")
        try box.ok("config", "user.signingkey", "ada")
        try box.ok("commit", "-S", "-m", "signed")
        let refused = try box.at1("expire", "--keep-last", "1", "--keep-tagged", "-n")
        #expect(refused.status == 3 && refused.errors.contains("would lose its signature"), "\(refused)")
        try box.ok("switch", "-c", "side", "HEAD~2")
        try box.files.write("h", "h")
        try box.ok("add", "h")
        try box.ok("commit", "-m", "side")
        try box.ok("merge", "main")
        try box.ok("commit", "--allow-empty", "-m", "a")
        try box.ok("commit", "--allow-empty", "-m", "b")
        try box.ok("expire", "--keep-last", "1")
        let after = try subjects()
        #expect(after.first == "b" && !after.contains("a") && after.count == 6, "\(after)")
        try box.ok("reset", "--hard", "HEAD~1")
        #expect(try box.at1("expire", "--keep-last", "1").status == 3)
    }

    @Test func whatNothingLeadsToIsPruned() throws {
        try snapshots([(0, 0), (1, 0), (2, 0)])
        try box.ok("gc")
        try box.ok("expire", "--keep-last", "1")
        func size() throws -> Int {
            try box.files.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
                .reduce(0) { try $0 + box.files.read(".at1store/packs/\($1)").count }
        }
        let before = try size()
        // The record of operations and the log keep it, and then the grace period does.
        try box.ok("prune", "--grace", "now")
        #expect(try size() >= before)
        try box.ok("prune", "--expire-logs", "now")
        #expect(try size() >= before)
        #expect(try box.ok("prune", "-n", "--grace", "now", "--expire-logs", "now").contains("would remove "))
        #expect(try size() >= before)
        let report = try box.ok("prune", "--grace", "now", "--expire-logs", "now", "--json")
        #expect(try size() < before - 190_000, "\(report)")
        #expect(try box.ok("fsck").contains("everything is right"))
        #expect(try box.ok("cat", "HEAD:f").utf8.count > 0)
        #expect(try box.ok("prune", "--grace", "now", "--expire-logs", "now").contains("removed 0 unreachable objects"))
        for word in ["", "14", "d", "-1d", "1y", "99999999d"] {
            #expect(try box.at1("prune", "--grace=\(word)").status == 2, "\(word)")
        }
    }

    /// Readers and writers continue while another process prunes.
    @Test func nobodyIsDisturbed() throws {
        try snapshots([(0, 0)])
        let writers = try (0..<3).map { number in
            let script = """
                for i in 1 2 3 4 5 6; do
                    echo "\(number) $i" > w\(number) && '\(at1)' -q --lock-wait 60 add w\(number) && \
                    '\(at1)' -q --lock-wait 60 reset --soft HEAD && '\(at1)' cat HEAD:f > /dev/null || exit 1
                done
                """
            let process = try start("/bin/sh", ["-c", script], in: box.files.path, environment: box.environment)
            try process.run()
            return process
        }
        while writers.contains(where: \.isRunning) {
            try box.ok("prune", "--grace", "now", "--expire-logs", "now", "--lock-wait", "60")
        }
        #expect(writers.allSatisfy { $0.terminationStatus == 0 })
        try box.ok("prune", "--grace", "now", "--expire-logs", "now")
        #expect(try box.ok("fsck").contains("everything is right"))
        for number in 0..<3 { #expect(try box.ok("cat", ":w\(number)") == "\(number) 6\n") }
    }
}
