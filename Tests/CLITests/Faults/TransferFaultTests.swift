import Foundation
import Store
import TestSupport
import Testing

/// What goes between two repositories, with a fault at each call with which either side changes a file: both are sound, each
/// ref is as it was before or as it is after, and the command can be given again.
@Suite struct TransferFaultTests {
    @Test(arguments: TransferScenario.all, Faults.Kind.allCases)
    func bothSidesAreSound(_ scenario: TransferScenario, _ kind: Faults.Kind) throws {
        let environment = try TransferScenario.environment
        let start = try scenario.copy()
        let before = try TransferState(start, scenario)
        let done = try run(at1, scenario.words, in: start[scenario.place], environment: environment)
        try #require(done.status == 0, "\(done.errors)")
        let after = try TransferState(start, scenario)
        #expect(before != after)

        // Another call for each kind.
        let stride = Faults.stride(5)
        var call = 1 - stride + (Faults.Kind.allCases.firstIndex(of: kind) ?? 0) % stride
        while true {
            call += stride
            let what = "\(scenario.name), \(kind.rawValue) at call \(call)"
            let scratch = try scenario.copy()
            let (outcome, isReached) = try Faults.run(
                scenario.words, in: scratch[scenario.place], environment, kind, at: call, isFar: scenario.isFar)
            guard isReached else { break }
            try #require(call < 500)
            expect(outcome, of: kind, isFar: scenario.isFar, what)
            try expectBetween(scratch, scenario, before, after, what)

            try giveAgain(scenario, in: scratch, environment, what)
            let end = try TransferState(scratch, scenario)
            #expect(end == after, "\(what), again")
            try expectSound(scratch["there"], what)
            try expectSound(scratch[scenario.repository], what)
            #expect(try scratch.names(scenario.repository + "/.at1store/tmp").isEmpty, "\(what), again")
            #expect(!scratch.exists(scenario.repository + "/.at1store/pending"), "\(what), again")
        }
        #expect(call > (kind == .short ? 1 : 4) || stride > 1 && kind == .short)
    }

    /// Whether both are sound, with each ref at one of its two places.
    private func expectBetween(
        _ scratch: Scratch, _ scenario: TransferScenario, _ before: TransferState, _ after: TransferState,
        _ what: String
    ) throws {
        try expectSound(scratch["there"], what)
        let state = try TransferState(scratch, scenario)
        for name in Set(before.far.keys).union(after.far.keys).union(state.far.keys) {
            #expect(state.far[name] == before.far[name] || state.far[name] == after.far[name], "\(what): \(name)")
        }
        guard let near = state.near else { return }
        try expectSound(scratch[scenario.repository], what)
        guard let old = before.near, let new = after.near else { return }
        #expect(near.strangers(between: old, and: new) == [], "\(what)")
    }

    /// The same once more. A clone that was killed before it was one is taken away first, as the message says.
    private func giveAgain(
        _ scenario: TransferScenario, in scratch: Scratch, _ environment: [String: String], _ what: String
    ) throws {
        func run() throws -> Outcome {
            try TestSupport.run(at1, scenario.words, in: scratch[scenario.place], environment: environment)
        }
        var again = try run()
        if scenario.repository == "new", again.errors.contains("exists already") {
            let refs = try? Repository.open(at: scratch["new"]).refs.list()
            if refs?.isEmpty == false { return }
            try scratch.remove("new")
            again = try run()
        }
        #expect(again.status == 0, "\(what), again: \(again.errors)")
    }

    /// What the user is told of a fault on this side or on the other.
    private func expect(_ outcome: Outcome, of kind: Faults.Kind, isFar: Bool, _ what: String) {
        switch kind {
        case .half, .after: #expect(isFar ? [0, 4].contains(outcome.status) : outcome.status == 9, "\(what)")
        case .short: #expect(outcome.status == 0, "\(what): \(outcome.errors)")
        case .full, .error:
            #expect([0, 4].contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)")
        }
        guard outcome.status == 4 else { return }
        // The shell that stands for ssh says so when what it ran was killed.
        let errors = outcome.errors.split(separator: "\n").filter { $0 != "Killed" }
        #expect(errors.first?.hasPrefix("at1: error: ") == true, "\(what): \(outcome.errors)")
        #expect(errors.count <= 2, "\(what): \(outcome.errors)")
    }
}
