import Foundation
import Objects
import TestSupport
import Testing

/// A repository whose programs are recorded, and another user who clones it.
struct ComputationBox {
    let box: Sandbox
    /// Settings and cache of somebody else.
    let stranger: [String: String]
    private let home: Scratch
    let far: Scratch

    init() throws {
        box = try Sandbox()
        home = try Scratch()
        far = try Scratch()
        stranger = box.environment.merging(["XDG_CONFIG_HOME": home["config"], "XDG_CACHE_HOME": home["cache"]]) { $1 }
        try box.ok("init")
    }

    /// Records a command line of the shell.
    @discardableResult
    func record(_ line: String, _ options: String...) throws -> Outcome {
        try run(at1, ["run"] + options + ["--", "sh", "-c", line], in: box.files.path, environment: box.environment)
    }

    /// The same, which must be reproducible.
    func recorded(_ line: String) throws {
        let outcome = try record(line)
        try #require(outcome.status == 0, "\(line): \(outcome.errors)")
    }

    func clone() throws -> Outcome {
        try run(at1, ["clone", box.files.path, far["c"]], in: far.path, environment: stranger)
    }

    /// A command of the stranger, in the clone.
    func there(_ words: String...) throws -> Outcome {
        try run(at1, words, in: far["c"], environment: stranger)
    }

    func kind(_ path: String) throws -> String {
        try box.ok("ls-tree", "-r", "HEAD", path).split(separator: " ").dropFirst().first.map(String.init) ?? ""
    }
}
