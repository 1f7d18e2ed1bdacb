import Foundation
import Store
import TestSupport
import Testing

/// A working tree is added and removed, with a fault at some of the calls that change a file: the repository is sound, nothing
/// of a branch is lost, and the command can be given again.
@Suite struct WorktreeFaultTests {
    private static let kinds: [Faults.Kind] = [.half, .after, .error, .full]

    private func start() throws -> (scratch: Scratch, environment: [String: String]) {
        let template = try FaultScenario.template.get()
        let scratch = try Scratch()
        let outcome = try run("/bin/cp", ["-a", template.files.path, scratch["here"]], in: scratch.path)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return (scratch, template.environment)
    }

    @Test(arguments: kinds) func oneIsAdded(_ kind: Faults.Kind) throws {
        let (whole, environment) = try start()
        let words = ["worktree", "add", "../there", "side"]
        try #require(try run(at1, words, in: whole["here"], environment: environment).status == 0)
        let files = try RepositoryState.workTree(whole["there"])
        let stride = Faults.stride(6)
        var call = 1 - stride + (Self.kinds.firstIndex(of: kind) ?? 0)
        var reached = 0
        while true {
            call += stride
            let what = "\(kind.rawValue) at call \(call)"
            let (scratch, _) = try start()
            let (outcome, isReached) = try Faults.run(words, in: scratch["here"], environment, kind, at: call)
            guard isReached else { break }
            reached += 1
            #expect(kind.kills ? outcome.status == 9 : [0, 4].contains(outcome.status), "\(what): \(outcome.errors)")
            try expectSound(scratch["here"], what)
            // Either it is one, and the next command in it completes the checkout, or the same command makes it.
            let look = ["-C", "../there", "status"]
            let isOne = try run(at1, look, in: scratch["here"], environment: environment).status == 0
            let next = isOne ? ["-C", "../there", "add", "."] : words
            let again = try run(at1, next, in: scratch["here"], environment: environment)
            #expect(again.status == 0, "\(what), then \(next): \(again.errors)")
            #expect(try RepositoryState.workTree(scratch["there"]) == files, "\(what)")
            try expectSound(scratch["there"], what)
            #expect(try run(at1, ["gc", "--prune", "now"], in: scratch["here"], environment: environment).status == 0)
            try expectSound(scratch["there"], "\(what), after gc")
            #expect(try scratch.names("here/.at1store/worktrees") == ["there"], "\(what)")
        }
        #expect(reached > 3 || stride > 6)
    }

    @Test(arguments: kinds) func oneIsRemoved(_ kind: Faults.Kind) throws {
        let stride = Faults.stride(5)
        var call = 1 - stride + (Self.kinds.firstIndex(of: kind) ?? 0)
        while true {
            call += stride
            let what = "\(kind.rawValue) at call \(call)"
            let (scratch, environment) = try start()
            for words in [
                ["worktree", "add", "../there", "side"], ["-C", "../there", "commit", "--allow-empty", "-m", "kept"],
            ] {
                try #require(try run(at1, words, in: scratch["here"], environment: environment).status == 0, "\(words)")
            }
            let head = try Repository.open(at: scratch["there"]).refs.headCommit()
            let words = ["worktree", "remove", "../there"]
            let (_, isReached) = try Faults.run(words, in: scratch["here"], environment, kind, at: call)
            try expectSound(scratch["here"], what)
            guard isReached else { break }
            for words in [words, ["worktree", "prune"]] {
                _ = try run(at1, words, in: scratch["here"], environment: environment)
            }
            let list = try run(at1, ["worktree", "list"], in: scratch["here"], environment: environment).output
            #expect(list.split(separator: "\n").count == 1, "\(what): \(list)")
            let back = try run(at1, ["switch", "side"], in: scratch["here"], environment: environment)
            #expect(back.status == 0, "\(what): \(back.errors)")
            #expect(try Repository.open(at: scratch["here"]).refs.headCommit() == head, "\(what)")
            // Nothing stands in the way of another one.
            let anew = ["worktree", "add", "../there", "main~0"]
            let more = try run(at1, anew, in: scratch["here"], environment: environment)
            #expect(more.status == 0, "\(what): \(more.errors)")
        }
    }
}
