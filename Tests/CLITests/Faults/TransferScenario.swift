import Foundation
import Objects
import Store
import TestSupport
import Testing

/// A command that carries something from one repository to another.
struct TransferScenario: CustomTestStringConvertible, Sendable {
    let name: String
    let words: [String]
    /// Where the command is given, and the repository that it changes there.
    var place = "here"
    var repository = "here"
    /// Whether the fault is that of the serving side.
    var isFar = false

    var testDescription: String { name }

    static let all: [TransferScenario] = [
        TransferScenario(name: "fetch", words: ["fetch", "origin"]),
        TransferScenario(name: "pull", words: ["pull", "--quiet"]),
        TransferScenario(name: "push", words: ["push", "origin", "side"]),
        TransferScenario(name: "clone", words: ["clone", "there", "new"], place: ".", repository: "new"),
        TransferScenario(
            name: "clone from a bundle", words: ["clone", "b.bundle", "new"], place: ".", repository: "new"),
        TransferScenario(
            name: "fetch from a bundle", words: ["fetch", "../b.bundle", "main:refs/heads/taken", "v1:refs/tags/v1"]),
        TransferScenario(name: "fetch over ssh", words: ["fetch", "host:../there", "main:refs/remotes/origin/main"]),
        TransferScenario(name: "push over ssh", words: ["push", "wire", "side"]),
        TransferScenario(name: "push to one that fails", words: ["push", "host:../there", "side"], isFar: true),
    ]

    /// here, a repository with a branch of its own; there, a bare one, which has a commit and a tag that here lacks.
    private static let template = Result {
        let box = try Sandbox()
        func at1(_ words: String..., in folder: String) throws {
            let outcome = try run(TestSupport.at1, words, in: box.files[folder], environment: box.environment)
            guard outcome.status == 0 else { throw Unprepared(words: words, outcome: outcome) }
        }
        try box.ok("init", "here")
        try box.files.write("here/a", "one\n")
        try box.files.write("here/big", noise(300_000))
        try at1("add", ".", in: "here")
        try at1("commit", "-m", "one", in: "here")
        try box.ok("clone", "--bare", "here", "there")
        try at1("remote", "add", "origin", "../there", in: "here")
        try at1("remote", "add", "wire", "host:../there", in: "here")
        try at1("config", "core.servecommand", TestSupport.at1, in: "here")
        for folder in ["here", "there"] { try at1("config", "transfer.timeout", "15", in: folder) }
        try at1("push", "-u", "origin", "main", in: "here")
        try box.ok("clone", "there", "other")
        try box.files.write("other/a", "two\n")
        try box.files.write("other/d/new", noise(200_000, seed: 2))
        try at1(
            "generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run",
            in: "other")
        try at1("add", ".", in: "other")
        try at1("commit", "-m", "two", in: "other")
        try at1("tag", "-a", "-m", "t", "v1", in: "other")
        try at1("push", "origin", "main", "v1", in: "other")
        try at1("bundle", "create", "../b.bundle", "--all", in: "other")
        try at1("switch", "-c", "side", in: "here")
        try box.files.write("here/mine", noise(250_000, seed: 3))
        try at1("add", ".", in: "here")
        try at1("commit", "-m", "mine", in: "here")
        try at1("switch", "main", in: "here")
        return box
    }

    private struct Unprepared: Error {
        let words: [String]
        let outcome: Outcome
    }

    static var environment: [String: String] {
        get throws { try template.get().environment.merging(["AT1_SSH_COMMAND": faultlessShell]) { $1 } }
    }

    /// The serving side without the library of faults.
    private static let faultlessShell = "env -u LD_PRELOAD " + Faults.shell

    /// Both repositories, as they are before the command.
    func copy() throws -> Scratch {
        let scratch = try Scratch()
        for name in ["here", "there", "b.bundle"] {
            let outcome = try run(
                "/bin/cp", ["-a", Self.template.get().files[name], scratch[name]], in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        return scratch
    }
}

/// What two repositories say, between which something is carried.
struct TransferState: Equatable {
    let near: RepositoryState?
    let far: [String: ObjectID]

    init(_ scratch: Scratch, _ scenario: TransferScenario) throws {
        var near: RepositoryState?
        if scratch.exists(scenario.repository) {
            do {
                near = try RepositoryState(scratch[scenario.repository])
                // A clone's settings have the path that it came from.
                if scenario.repository == "new" { near?.settings = "" }
            } catch RepositoryError.notARepository, RepositoryError.unfinished {
                // A clone that was killed before it was a repository.
            }
        }
        self.near = near
        let repository = try Repository.open(at: scratch["there"])
        far = Dictionary(uniqueKeysWithValues: try repository.refs.list().map { ($0.name.text, $0.id) })
    }
}
