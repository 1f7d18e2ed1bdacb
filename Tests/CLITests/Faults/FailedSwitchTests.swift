import Foundation
import Objects
import Store
import TestSupport
import Testing

/// A checkout that ends by an error changes nothing that a later command acts upon.
@Suite struct FailedSwitchTests {
    /// Ways to go to side, which all have to make run.f64.
    static let commands: [[String]] = [
        ["switch", "side"], ["checkout", "side"], ["checkout", "side~0"], ["checkout", "-b", "new", "side"],
        ["switch", "-f", "side"], ["reset", "--hard", "side"], ["pull"],
    ]

    /// main has a, b and old; side has another a, no b, and new, which is at first in the way of a folder that it lacks.
    private func prepared() throws -> Sandbox {
        let box = try Sandbox()
        try box.ok("init")
        for name in ["a", "b", "d/old"] { try box.files.write(name, "main \(name)\n") }
        try box.ok("add", ".")
        try box.ok("commit", "-m", "main")
        try box.ok("switch", "-c", "side")
        try box.files.write("a", "side a\n")
        try box.files.write("c", "side c\n")
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run.f64")
        try box.ok("rm", "b")
        try box.ok("rm", "d/old")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "side")
        try box.ok("switch", "main")
        return box
    }

    @Test(arguments: commands) func theNextCommitStaysOnItsBranch(_ words: [String]) throws {
        let box = try prepared()
        let before = try RepositoryState(box.files.path)
        let far = try Scratch()
        // No memory for the recipe: it is refused, and the file cannot be made.
        try box.ok("config", "engine.memory", "1")
        var words = words
        if words == ["pull"] {
            try box.ok("clone", "--bare", ".", far["origin"])
            try box.ok("remote", "add", "origin", far["origin"])
            words = ["pull", "--quiet", "origin", "side"]
        }
        let failed = try run(at1, words, in: box.files.path, environment: box.environment)
        #expect([1, 3, 4].contains(failed.status), "\(words): \(failed.errors)")
        #expect(!box.files.exists(".at1store/pending"), "\(words)")
        var state = try RepositoryState(box.files.path)
        #expect(state.head == before.head && state.files == before.files && state.index == before.index, "\(words)")
        #expect(try box.ok("status", "-s") == "", "\(words)")
        // Whatever comes next acts on main.
        try box.files.write("mine", "mine\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "mine")
        state = try RepositoryState(box.files.path)
        #expect(try state.head == .branch(.branch("main")), "\(words)")
        #expect(state.refs["refs/heads/side"] == before.refs["refs/heads/side"], "\(words)")
        #expect(try box.ok("rev-parse", "HEAD~1") == "\(before.refs["refs/heads/main"]!)\n", "\(words)")
        #expect(try box.ok("ls-tree", "-r", "--name-only", "HEAD") == "a\nb\nd/old\nmine\n", "\(words)")
        // And once the memory is there, it works.
        try box.ok("config", "--unset", "engine.memory")
        try box.ok("fsck")
        try box.ok("switch", "side")
        #expect(box.files.exists("run.f64") && !box.files.exists("b") && !box.files.exists("d"))
    }

    /// The same of what the system says no to, at each call.
    @Test func aDiskThatFails() throws {
        let box = try prepared()
        for call in 1... {
            let scratch = try Scratch()
            _ = try run("/bin/cp", ["-a", box.files.path + "/.", scratch.path], in: scratch.path)
            let before = try RepositoryState(scratch.path)
            let (outcome, isReached) = try Faults.run(
                ["switch", "side"], in: scratch.path, box.environment, .error, at: call)
            guard isReached else { break }
            guard outcome.status != 0 else { continue }
            let what = "call \(call): \(outcome.errors)"
            #expect(outcome.status == 4, "\(what)")
            let state = try RepositoryState(scratch.path)
            // Where HEAD had moved, and only then, the rest has too.
            if state.head == before.head {
                #expect(state.files == before.files && state.index == before.index, "\(what)")
            }
            let next = try run(
                at1, ["commit", "--allow-empty", "-m", "next"], in: scratch.path, environment: box.environment)
            #expect(next.status == 0, "\(what): \(next.errors)")
            #expect(try RepositoryState(scratch.path).head == state.head, "\(what)")
        }
    }

    /// A disk that is full from a call on, and has room again before the next command: what failed is taken back, or the next
    /// command says what it completes, as the failed one said that it would.
    @Test func aDiskThatIsFull() throws {
        let box = try prepared()
        var (rolledBack, completed) = (0, 0)
        for call in 1... {
            let scratch = try Scratch()
            _ = try run("/bin/cp", ["-a", box.files.path + "/.", scratch.path], in: scratch.path)
            let before = try RepositoryState(scratch.path)
            let (outcome, isReached) = try Faults.run(
                ["switch", "side"], in: scratch.path, box.environment, .full, at: call)
            guard isReached else { break }
            guard outcome.status != 0 else { continue }
            let what = "call \(call): \(outcome.errors)"
            let isPending = scratch.exists(".at1store/pending")
            let state = try RepositoryState(scratch.path)
            let next = try run(
                at1, ["commit", "--allow-empty", "-m", "next"], in: scratch.path, environment: box.environment)
            #expect(next.status == 0, "\(what): \(next.errors)")
            let notice = "at1: completed a switch to 'side', which had been cut short\n"
            #expect(next.errors.contains(notice) == isPending, "\(what): \(next.errors)")
            let promise = "hint: make room: then the next command that writes completes a switch to 'side'"
            #expect(outcome.errors.contains(promise) == isPending, "\(what)")
            if isPending {
                completed += 1
            } else if state.head == before.head {
                rolledBack += 1
                #expect(state.files == before.files && state.index == before.index, "\(what)")
            }
        }
        print("a full disk in a switch: \(rolledBack) rolled back, \(completed) completed by the next command")
        #expect(rolledBack > 0)
    }
}
