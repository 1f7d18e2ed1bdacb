import Foundation
import TestSupport
import Testing

/// Commands that make one file: it is there whole, or not at all.
@Suite struct OutputFaultTests {
    let folder: Scratch
    let params = #"{"seed":1,"n_paths":30,"n_steps":500}"#

    init() throws {
        folder = try Scratch()
        try folder.write("text", (0..<20_000).map { "\($0),\($0 % 7)\n" }.joined())
        try expectDone(["replay", "pack", "text", "--out", "fallback.at1r"])
        let box = try Sandbox()
        try box.ok("init")
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64")
        try folder.write("run.f64", box.files.read("run.f64"))
        try expectDone([
            "replay", "pack", "run.f64", "--out", "recipe.at1r", "--generator", "np_montecarlo", "--params", params,
        ])
    }

    private func expectDone(_ words: [String]) throws {
        let outcome = try run(at1, words, in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: [
        ["replay", "pack", "text", "--out", "out"], ["replay", "unpack", "fallback.at1r", "--out", "out"],
        ["replay", "unpack", "recipe.at1r", "--out", "out"],
        [
            "replay", "pack", "run.f64", "--out", "out", "--generator", "np_montecarlo", "--params",
            #"{"seed":1,"n_paths":30,"n_steps":500}"#,
        ],
    ])
    func wholeOrNotAtAll(_ words: [String]) throws {
        try expectDone(words)
        let whole = try folder.read("out")
        try folder.remove("out")
        let names = try folder.names()
        for kind in Faults.Kind.allCases {
            for call in 1... {
                let what = "\(words), \(kind.rawValue) at call \(call)"
                let (outcome, isReached) = try Faults.run(words, in: folder.path, [:], kind, at: call)
                let isThere = folder.exists("out")
                if isThere { #expect(try folder.read("out") == whole, "\(what)") }
                guard isReached else {
                    #expect(
                        outcome.status == 0 && isThere && call > (kind == .short ? 1 : 2), "\(what): \(outcome.errors)")
                    break
                }
                if kind.kills {
                    #expect(outcome.status == 9, "\(what)")
                } else {
                    // A file whose folder cannot be synced is whole, and yet an error: its name may not survive a loss of power.
                    let isUnsynced = outcome.errors.hasPrefix("at1: error: cannot sync '.': ")
                    #expect(outcome.status == (isThere && !isUnsynced ? 0 : 4), "\(what): \(outcome.errors)")
                    // Where even the removal of what was begun fails, it stays under its temporary name.
                    if kind == .full { #expect(try folder.names().filter { $0 != "out" } == names, "\(what)") }
                }
                for name in try folder.names() where !names.contains(name) { try folder.remove(name) }
            }
            if folder.exists("out") { try folder.remove("out") }
        }
    }
}
