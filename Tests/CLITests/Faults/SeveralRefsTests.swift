import Files
import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Commands that move many refs, killed or failing at the calls with which either side changes a file: all refs are as they
/// were before or as they are after, at once and after whatever command comes next.
@Suite struct SeveralRefsTests {
    static let commands: [TransferScenario] = [
        TransferScenario(name: "push of 21 refs", words: ["push", "origin"] + branches + ["v0"]),
        TransferScenario(
            name: "push of 21 refs to one that fails", words: ["push", "wire"] + branches + ["v0"], isFar: true),
        TransferScenario(name: "fetch of 21 refs", words: ["fetch", "--prune", "other"]),
        TransferScenario(name: "branch -m", words: ["branch", "-m", "main", "trunk"]),
        TransferScenario(name: "remote rename", words: ["remote", "rename", "other", "another"]),
        TransferScenario(name: "clone of 21 refs", words: ["clone", "other", "new"], place: ".", repository: "new"),
    ]

    private static let branches = (0..<20).map { "b\($0)" }

    /// here has 20 branches and a tag, of which there has half, elsewhere; other has 21 that here has elsewhere or not at all.
    private static let template = Result {
        let box = try Sandbox()
        func at1(_ words: String..., in folder: String) throws {
            let outcome = try run(TestSupport.at1, words, in: box.files[folder], environment: box.environment)
            guard outcome.status == 0 else { throw Unprepared(words: words, outcome: outcome) }
        }
        try box.ok("init", "here")
        try box.files.write("here/a", "one\n")
        try at1("add", ".", in: "here")
        try at1("commit", "-m", "one", in: "here")
        try box.ok("clone", "--bare", "here", "there")
        try box.ok("clone", "--bare", "here", "other")
        try at1("remote", "add", "origin", "../there", in: "here")
        try at1("remote", "add", "wire", "host:../there", in: "here")
        try at1("remote", "add", "other", "../other", in: "here")
        try at1("config", "core.servecommand", TestSupport.at1, in: "here")
        for name in branches { try at1("branch", name, in: "here") }
        try at1("push", "origin", "b0", "b2", "b4", "b6", "b8", "b0:refs/heads/gone", in: "here")
        for name in ["b1", "b3", "b5", "gone"] { try at1("branch", name, "main", in: "other") }
        try at1("fetch", "other", in: "here")
        try at1("branch", "-D", "gone", in: "other")
        try box.files.write("here/a", "two\n")
        try at1("add", ".", in: "here")
        try at1("commit", "-m", "two", in: "here")
        try at1("tag", "-a", "-m", "t", "v0", in: "here")
        for name in branches { try at1("branch", "-f", name, "main", in: "here") }
        try box.ok("clone", "here", "third")
        try box.files.write("third/a", "three\n")
        try at1("add", ".", in: "third")
        try at1("commit", "-m", "three", in: "third")
        try at1("push", "../other", "main", in: "third")
        for name in branches { try at1("branch", "-f", name, "main", in: "other") }
        return box
    }

    private struct Unprepared: Error {
        let words: [String]
        let outcome: Outcome
    }

    static var environment: [String: String] {
        get throws {
            try template.get().environment.merging(["AT1_SSH_COMMAND": "env -u LD_PRELOAD " + Faults.shell]) { $1 }
        }
    }

    static func copy() throws -> Scratch {
        let scratch = try Scratch()
        for name in ["here", "there", "other"] {
            let outcome = try run("/bin/cp", ["-a", template.get().files[name], scratch[name]], in: scratch.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        return scratch
    }

    private func expectWhole(
        _ scratch: Scratch, _ scenario: TransferScenario, _ before: [String: RefState], _ after: [String: RefState],
        _ what: String
    ) throws {
        for (folder, old) in before {
            let refs = try RefState(scratch[folder])
            let isClone = folder == "new"
            #expect(
                refs.isSame(as: old, butForHead: isClone) || refs.isSame(as: after[folder]!, butForHead: isClone),
                "\(what): \(folder) is neither before nor after: \(refs)")
            if scratch.exists(folder), (try? Repository.open(at: scratch[folder])) != nil {
                try expectSound(scratch[folder], what)
            }
        }
    }

    private func states(_ scratch: Scratch) throws -> [String: RefState] {
        try Dictionary(uniqueKeysWithValues: ["here", "there", "new"].map { ($0, try RefState(scratch[$0])) })
    }

    @Test(arguments: commands, [Faults.Kind.half, .after, .error, .full])
    func theyMoveTogetherOrNotAtAll(_ scenario: TransferScenario, _ kind: Faults.Kind) throws {
        var random = SeededGenerator(printingSeedOf: "\(scenario.name), \(kind.rawValue)")
        let environment = try Self.environment
        let start = try Self.copy()
        let before = try states(start)
        let done = try run(at1, scenario.words, in: start[scenario.place], environment: environment)
        try #require(done.status == 0, "\(done.errors)")
        let after = try states(start)
        #expect(before != after)

        let stride = Faults.stride(47)
        var call = Int.random(in: 1 - stride...0, using: &random)
        while true {
            call += stride
            if call < 1 { continue }
            let what = "\(scenario.name), \(kind.rawValue) at call \(call), AT1_TEST_SEED=\(random.seed)"
            let scratch = try Self.copy()
            let (_, isReached) = try Faults.run(
                scenario.words, in: scratch[scenario.place], environment, kind, at: call, isFar: scenario.isFar)
            guard isReached else { break }
            try #require(call < 1000)
            try expectWhole(scratch, scenario, before, after, what)
            // Somebody else's command comes next, and is killed too; then one that is not.
            let next = Int.random(in: 1...20, using: &random)
            for folder in ["here", "there"] {
                _ = try Faults.run(["branch", "mine", "HEAD"], in: scratch[folder], environment, .after, at: next)
                for words in [["branch", "-f", "mine", "HEAD"], ["branch", "-D", "mine"]] {
                    let outcome = try run(at1, words, in: scratch[folder], environment: environment)
                    #expect(outcome.status == 0, "\(what): \(outcome.errors)")
                }
                #expect(!scratch.exists(folder == "here" ? "here/.at1store/moves" : "there/moves"), "\(what)")
            }
            try expectWhole(scratch, scenario, before, after, "\(what), \(next)")
        }
        #expect(call > 4)
    }

    @Test func aStrayFileStopsAPushBeforeTheFirstRefMoves() throws {
        let environment = try Self.environment
        let scratch = try Self.copy()
        try scratch.write("there/refs/heads/b7/junk~", "stray")
        let before = try states(scratch)
        for remote in ["origin", "wire"] {
            let push = try run(
                at1, ["push", remote] + Self.branches, in: scratch["here"], environment: environment)
            #expect(push.status == 4, "\(push.errors)")
            #expect(push.errors.contains("cannot update refs/heads/b7: "), "\(push.errors)")
            #expect(push.errors.contains("refs/heads/b7/junk~' is in the way"), "\(push.errors)")
            #expect(try states(scratch)["there"] == before["there"])
        }
        for words in [["branch"], ["log", "--oneline"], ["tag"], ["fsck"], ["branch", "new", "main"]] {
            let outcome = try run(at1, words, in: scratch["there"], environment: environment)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        }
        let rest = Self.branches.filter { $0 != "b7" }
        #expect(try run(at1, ["push", "origin"] + rest, in: scratch["here"], environment: environment).status == 0)
    }

    @Test func twoBranchesCannotBecomeOne() throws {
        let environment = try Self.environment
        let scratch = try Self.copy()
        let before = try states(scratch)
        let fetch = try run(
            at1, ["fetch", "other", "b1:x", "b2:x"], in: scratch["here"], environment: environment)
        #expect(fetch.status == 2, "\(fetch.errors)")
        #expect(fetch.errors.contains("refs/heads/x is listed twice"), "\(fetch.errors)")
        #expect(try states(scratch) == before)
    }
}

/// What a repository's refs and HEAD say; nothing where there is none.
struct RefState: Equatable {
    var head: Head?
    var refs: [String: ObjectID] = [:]

    init(_ folder: String) throws {
        do {
            let (head, refs) = try Repository.open(at: folder).refs.snapshot()
            self.head = head
            self.refs = Dictionary(uniqueKeysWithValues: refs.map { ($0.name.text, $0.id) })
        } catch RepositoryError.notARepository, RepositoryError.unfinished {} catch is FileError {}
    }

    /// Whether one is the other; of a clone, but for HEAD and its branch, which come in a step of their own.
    func isSame(as other: RefState, butForHead: Bool) -> Bool {
        guard butForHead else { return self == other }
        func tracking(_ state: RefState) -> [String: ObjectID] {
            state.refs.filter { !$0.key.hasPrefix("refs/heads/") }
        }
        return tracking(self) == tracking(other)
    }
}
