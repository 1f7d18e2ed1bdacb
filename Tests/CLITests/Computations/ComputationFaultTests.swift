import Foundation
import Store
import TestSupport
import Testing

/// Commands that execute programs, with a fault at each call with which at1 changes a file, as in ``FaultTests``. The
/// user's cache is empty each time, so that making copies of the environment is among the calls.
@Suite struct ComputationFaultTests {
    private static let template = Result {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("data", "1\n")
        try box.ok("run", "--", "sh", "-c", "cat data > one")
        try box.ok("run", "--", "sh", "-c", "cat one > two")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "made")
        return box
    }

    private static let scenarios = [
        FaultScenario(name: "run", words: ["run", "--", "sh", "-c", "cat data > three"]),
        FaultScenario(name: "update", words: ["update"], files: ["data": "2\n"]),
        FaultScenario(name: "checkout of computed files", words: ["checkout", "--", "."], removed: ["one", "two"]),
    ]

    @Test(arguments: scenarios, [Faults.Kind.half, .after, .error, .full])
    func nothingIsLost(_ scenario: FaultScenario, _ kind: Faults.Kind) throws {
        let template = try Self.template.get()
        let start = try scenario.copy(of: template)
        let before = try RepositoryState(start.path)
        #expect(try run(at1, scenario.words, in: start.path, environment: template.environment).status == 0)
        let after = try RepositoryState(start.path)

        let stride = Faults.stride(37)
        var call = 1 - stride + (Faults.Kind.allCases.firstIndex(of: kind) ?? 0) * 4 % stride
        while true {
            call += stride
            let what = "\(scenario.name), \(kind.rawValue) at call \(call)"
            let scratch = try scenario.copy(of: template)
            let cache = try Scratch()
            let environment = template.environment.merging(["XDG_CACHE_HOME": cache.path]) { $1 }
            let (outcome, isReached) = try Faults.run(scenario.words, in: scratch.path, environment, kind, at: call)
            guard isReached else { break }
            try #require(call < 1000)

            let state = try RepositoryState(scratch.path)
            // An update stages wave by wave, so that the index may be between the two.
            let strangers = state.strangers(between: before, and: after)
            #expect(strangers.filter { scenario.name != "update" || $0 != "index" } == [], "\(what)")
            try expectSound(scratch.path, what)
            if kind.kills {
                #expect(outcome.status == 9, "\(what): \(outcome.status)")
            } else {
                #expect([0, 4].contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)")
                if outcome.status == 4 {
                    #expect(outcome.errors.contains("at1: error: "), "\(what): \(outcome.errors)")
                }
            }
            // What a program has written in the working tree cannot be told from an edit.
            let words = scenario.words + (scenario.name == "update" ? ["--force"] : [])
            let again = try run(at1, words, in: scratch.path, environment: environment)
            #expect(again.status == 0, "\(what), again: \(again.errors)")
            let end = try RepositoryState(scratch.path)
            #expect(end.files == after.files, "\(what), again: \(again.errors)")
            #expect(end.index == after.index && end.head == after.head && end.refs == after.refs, "\(what), again")
            // The next command that executes a program removes what the killed one has left.
            let next = try run(at1, ["cat", "HEAD:one"], in: scratch.path, environment: environment)
            #expect(next.status == 0, "\(what): \(next.errors)")
            let commit = ["commit", "-q", "--allow-empty", "-m", "after"]
            #expect(try run(at1, commit, in: scratch.path, environment: environment).status == 0, "\(what)")
            #expect(try scratch.names(".at1store/tmp").isEmpty, "\(what), again")
            #expect(try cache.names("at1/work").isEmpty, "\(what), again")
        }
        #expect(call > 0)
    }
}
