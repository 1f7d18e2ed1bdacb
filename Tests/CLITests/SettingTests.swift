import Foundation
import TestSupport
import Testing

/// Settings of the repository count where a command works in one.
@Suite struct SettingTests {
    @Test func replayKeepsToTheMemoryOfTheRepository() throws {
        let box = try Sandbox()
        try box.ok("init")
        let params = #"{"seed":1,"n_paths":3000,"n_steps":1000}"#
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64")
        try box.ok("replay", "pack", "run.f64", "--out", "r.at1r", "--generator", "np_montecarlo", "--params", params)
        try box.ok("replay", "unpack", "r.at1r", "--out", "again")
        try box.files.remove("again")
        try box.ok("config", "engine.memory", "1k")
        let outcome = try box.at1("replay", "unpack", "r.at1r", "--out", "again")
        #expect(outcome.status == 3, "\(outcome.errors)")
        #expect(!box.files.exists("again"))
    }

    @Test func theRepositorySaysHowLongToWait() throws {
        let box = try Sandbox()
        try box.ok("init")
        try box.ok("config", "core.lockwait", "0.05")
        let holder = try start(
            "/usr/bin/flock", ["--no-fork", ".at1store/lock", "sh", "-c", "touch held; exec sleep 300"],
            in: box.files.path)
        try holder.run()
        defer { holder.terminate() }
        while !box.files.exists("held") { usleep(5_000) }
        let started = ContinuousClock.now
        #expect(try box.at1("config", "user.name", "x").status == 4)
        #expect(ContinuousClock.now - started < .seconds(60))
    }
}
