import Foundation
import TestSupport
import Testing

/// at1 is killed at random instants. After each: fsck finds nothing, the next commands work and sweep what was left.
@Suite struct KillTests {
    @Test func nothingIsLost() throws {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("base", "base")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "base")
        try box.ok("branch", "other")
        var kills = 0
        for round in 0..<40 {
            for file in 0..<4 {
                try box.files.write("f\(file)", noise(Int.random(in: 1...300_000), seed: UInt64(round * 4 + file + 1)))
            }
            if round % 5 == 0 { try box.files.write("big", noise(3_000_000, seed: UInt64(round + 1))) }
            let recipe = #"{"seed":\#(round),"n_paths":100,"n_steps":1000}"#
            let victim: [String] = [
                ["add", "."], ["commit", "-m", "c", "--allow-empty"], ["gc"], ["checkout", "-f", "main"],
                ["switch", "-f", "other"],
                ["generate", "np_montecarlo", "--params", recipe, "--out", "g\(round)"],
            ][round % 6]
            let process = try start(at1, victim, in: box.files.path, environment: box.environment)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            usleep(UInt32.random(in: 0...60_000))
            if process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                kills += 1
            }
            process.waitUntilExit()
            let check = try box.at1("fsck")
            try #require(check.status == 0, "after \(victim): \(check.output)")
            try box.ok("add", ".")
            try box.ok("commit", "-q", "-m", "after", "--allow-empty")
            #expect(try box.files.names(".at1store/tmp") == [])
            #expect(try box.files.names().filter { $0.hasPrefix(".at1-tmp-") } == [])
        }
        #expect(kills > 0)
    }
}
