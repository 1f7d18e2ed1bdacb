import Foundation
import Store
import TestSupport
import Testing

/// at1 is killed at random instants, and the command that comes next sometimes too. After each: fsck finds nothing, the next
/// commands work and sweep what was left. AT1_TEST_SEED gives what is random but for how long a process takes.
@Suite struct KillTests {
    @Test func nothingIsLost() throws {
        var random = SeededGenerator(printingSeedOf: "KillTests")
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("base", "base")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "base")
        try box.ok("branch", "other")
        for number in 0..<20 { try box.ok("branch", "many/\(number)") }
        let far = try Scratch()
        try box.ok("clone", "--bare", ".", far["far"])
        try box.ok("remote", "add", "far", far["far"])
        var kills = 0
        for round in 0..<48 {
            let what = "round \(round), AT1_TEST_SEED=\(random.seed)"
            for file in 0..<4 {
                let count = Int.random(in: 1...300_000, using: &random)
                try box.files.write("f\(file)", noise(count, seed: UInt64(round * 4 + file + 1)))
            }
            if round % 5 == 0 { try box.files.write("big", noise(3_000_000, seed: UInt64(round + 1))) }
            let recipe = #"{"seed":\#(round),"n_paths":100,"n_steps":1000}"#
            let victims: [[String]] = [
                ["add", "."], ["commit", "-m", "c", "--allow-empty"], ["gc"], ["checkout", "-f", "main"],
                ["switch", "-f", "other"],
                ["generate", "np_montecarlo", "--params", recipe, "--out", "g\(round)"],
                ["push", "--force", "far", "HEAD:refs/heads/new\(round)"]
                    + (0..<20).map { "+HEAD:refs/heads/many/\($0)" },
                ["fetch", "--prune", "far"],
            ]
            let isTwice = Int.random(in: 0..<3, using: &random) == 0
            for number in 0..<(isTwice ? 2 : 1) {
                let victim = number == 0 ? victims[round % 8] : victims.randomElement(using: &random)!
                let process = try start(at1, victim, in: box.files.path, environment: box.environment)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                usleep(UInt32.random(in: 0...60_000, using: &random))
                if process.isRunning {
                    kill(process.processIdentifier, SIGKILL)
                    kills += 1
                }
                process.waitUntilExit()
                // The branches that are pushed together are together.
                let many = try Repository.open(at: far["far"]).refs.list("refs/heads/many/")
                #expect(Set(many.map(\.id)).count == 1, "\(what), after \(victim)")
            }
            let check = try box.at1("fsck")
            try #require(check.status == 0, "\(what): \(check.output)")
            try #require(try run(at1, ["fsck"], in: far["far"]).status == 0, "\(what)")
            try box.ok("add", ".")
            try box.ok("commit", "-q", "-m", "after", "--allow-empty")
            #expect(try box.files.names(".at1store/tmp") == [], "\(what)")
            #expect(try box.files.names().filter { $0.hasPrefix(".at1-tmp-") } == [], "\(what)")
        }
        #expect(kills > 0)
        Tally.note("kills", kills)
    }
}
