import Foundation
import TestSupport
import Testing

/// A fault, and another one in the command that comes next, each at a call of its own: nothing is lost, and once nothing
/// fails any more all is as if nothing had.
@Suite struct TwoFaultTests {
    @Test func nothingIsLost() throws {
        var random = SeededGenerator(printingSeedOf: "TwoFaultTests")
        let environment = try FaultScenario.template.get().environment
        let scenarios = FaultScenario.all.filter { $0.name != "gc --parity" && $0.name != "generate" }
        for round in 0..<(Tally.isLong() ? 2000 : 40) {
            let scenario = scenarios.randomElement(using: &random)!
            let start = try scenario.copy()
            let before = try RepositoryState(start.path)
            #expect(try run(at1, scenario.words, in: start.path, environment: environment).status == 0)
            let after = try RepositoryState(start.path)

            let scratch = try scenario.copy()
            var what = "round \(round), AT1_TEST_SEED=\(random.seed), \(scenario.name)"
            for _ in 0..<2 {
                let kind = Faults.Kind.allCases.randomElement(using: &random)!
                let call = Int.random(in: 1...30, using: &random)
                let (outcome, _) = try Faults.run(scenario.words, in: scratch.path, environment, kind, at: call)
                what += ", \(kind.rawValue) at call \(call)"
                let state = try RepositoryState(scratch.path)
                #expect(state.strangers(between: before, and: after) == [], "\(what)")
                try expectSound(scratch.path, what)
                let allowed = kind.kills ? scenario.statusAgain.union([4, 9]) : scenario.statusAgain.union([4])
                #expect(allowed.contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)")
            }
            let again = try run(at1, scenario.words, in: scratch.path, environment: environment)
            #expect(scenario.statusAgain.contains(again.status), "\(what), again: \(again.errors)")
            let end = try RepositoryState(scratch.path)
            #expect(end.files == after.files && end.index == after.index, "\(what), again")
            #expect(end.head == after.head && end.refs == after.refs, "\(what), again")
            #expect(try scratch.names(".at1store/tmp").isEmpty, "\(what), again")
            for name in ["pending", "moves"] { #expect(!scratch.exists(".at1store/\(name)"), "\(what), again") }
        }
    }
}
