import Foundation
import TestSupport
import Testing

/// Two processes at one repository.
@Suite struct LockTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox()
        try box.ok("init")
        try box.files.write("f", "x")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "x")
    }

    /// Someone else who holds the lock on `.at1store/lock` for some seconds.
    private func holder(_ seconds: String) throws -> Process {
        let process = try start(
            "/usr/bin/flock", ["--no-fork", ".at1store/lock", "sh", "-c", "touch held; exec sleep \(seconds)"],
            in: box.files.path)
        try process.run()
        while !box.files.exists("held") { usleep(5_000) }
        try box.files.remove("held")
        return process
    }

    @Test func writersWaitNoLongerThanTheyAreTold() throws {
        let process = try holder("300")
        let outcome = try box.at1("--lock-wait", "0.05", "branch", "b")
        #expect(outcome.status == 4)
        #expect(outcome.errors.hasPrefix("at1: error: another at1 holds '"))
        #expect(outcome.errors.hasSuffix("\nhint: try again, or wait longer with --lock-wait SECONDS\n"))
        // Readers take no lock.
        #expect(try box.ok("status", "-s") == "")
        try box.ok("log")
        try box.ok("fsck")
        // The kernel lets go of a lock when its holder dies.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try box.ok("--lock-wait", "60", "branch", "b")
    }

    @Test func writersWaitAsLongAsTheyMay() throws {
        let holder = try holder("300")
        let waiting = try start(
            at1, ["--lock-wait", "120", "branch", "b"], in: box.files.path, environment: box.environment)
        try waiting.run()
        usleep(500_000)
        #expect(waiting.isRunning)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        waiting.waitUntilExit()
        #expect(waiting.terminationStatus == 0)
        #expect(try box.ok("branch").contains("b\n"))
    }

    /// gc takes packs away while others add to them: nothing that is needed may go.
    @Test func gcBesideAdds() throws {
        let rounds = 25
        let failures = Failures()
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {
            do {
                for round in 0..<rounds {
                    // Content that was there before and that nothing leads to just now: add must not rely on a pack that goes.
                    try box.files.write("moving", "content \(round % 3)")
                    try box.ok("--lock-wait", "60", "add", "moving")
                    if round % 5 == 4 {
                        try box.ok("--lock-wait", "60", "commit", "-q", "-m", "\(round)", "--allow-empty")
                    }
                }
            } catch {
                failures.add("\(error)")
            }
        }
        DispatchQueue.global().async(group: group) {
            do {
                for _ in 0..<rounds { try box.ok("--lock-wait", "60", "gc", "--prune", "now") }
            } catch {
                failures.add("\(error)")
            }
        }
        group.wait()
        #expect(failures.all == [])
        #expect(try box.ok("fsck").hasSuffix("everything is right\n"))
        #expect(try box.ok("log", "--oneline").split(separator: "\n").count == 1 + rounds / 5)
        #expect(try box.ok("status", "-s") == "")
    }
}
