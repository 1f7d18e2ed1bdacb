import Foundation
import Store
import TestSupport
import Testing

/// A repair with a fault at each call with which it changes a file: what could be read before it can be read after it, and
/// the next repair heals.
@Suite struct RepairFaultTests {
    @Test(arguments: RepairScenario.all, Faults.Kind.allCases)
    func nothingThatCouldBeReadIsLost(_ scenario: RepairScenario, _ kind: Faults.Kind) throws {
        let environment = try RepairScenario.environment
        let damaged = try scenario.copy()
        let before = try DamagedState(damaged["here"])
        let healed = try RepairScenario.copy(of: damaged)
        #expect(try run(at1, ["fsck"], in: healed["here"], environment: environment).status == 1)
        let done = try run(at1, RepairScenario.words, in: healed["here"], environment: environment)
        try #require(done.status == 0, "\(done.errors)\(done.output)")
        let after = try DamagedState(healed["here"])
        #expect(try after.objects == RepairScenario.objects.get())
        #expect(after.refs == before.refs && after.head == before.head && after.files == before.files)

        // Another call for each kind.
        let stride = Faults.stride(5)
        var call = 1 - stride + (Faults.Kind.allCases.firstIndex(of: kind) ?? 0) % stride
        while true {
            call += stride
            let what = "repair \(scenario.name), \(kind.rawValue) at call \(call)"
            let scratch = try RepairScenario.copy(of: damaged)
            let here = scratch["here"]
            let (outcome, isReached) = try Faults.run(RepairScenario.words, in: here, environment, kind, at: call)
            guard isReached else { break }
            try #require(call < 500)
            expect(outcome, of: kind, what)

            let state = try DamagedState(here)
            #expect(state.objects.isSuperset(of: before.objects), "\(what)")
            #expect(state.refs == before.refs && state.head == before.head, "\(what)")
            #expect(state.files == before.files, "\(what)")
            if kind == .full { #expect(try scratch.names("here/.at1store/tmp").isEmpty, "\(what)") }
            if outcome.status == 0 { try expectSound(here, what) }

            // Given again, it comes to what it would have come to at once, and cleans up.
            let again = try run(at1, RepairScenario.words, in: here, environment: environment)
            #expect(again.status == 0, "\(what), again: \(again.errors)\(again.output)")
            #expect(try DamagedState(here) == after, "\(what), again")
            try expectSound(here, what)
            #expect(try scratch.names("here/.at1store/tmp").isEmpty, "\(what), again")
            // What was damaged is kept, for users who can do better, unless it was gone or never put aside.
            let kept = scratch.exists("here/.at1store/quarantine")
            #expect(kept == healed.exists("here/.at1store/quarantine"), "\(what), again")
        }
        #expect(call > (kind == .short ? 1 : 4) || stride > 1 && kind == .short)
    }

    /// What the user is told of a fault.
    private func expect(_ outcome: Outcome, of kind: Faults.Kind, _ what: String) {
        switch kind {
        case .half, .after: #expect(outcome.signal == SIGKILL, "\(what): \(outcome.status)")
        case .short: #expect(outcome.status == 0, "\(what): \(outcome.errors)")
        case .full, .error:
            #expect(outcome.signal == nil, "\(what): signal \(outcome.signal ?? 0)")
            #expect(
                [0, 4].contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)\(outcome.output)")
            guard outcome.status == 4 else { return }
            #expect(outcome.errors.hasPrefix("at1: error: "), "\(what): \(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count <= 2, "\(what): \(outcome.errors)")
            if kind == .full { #expect(outcome.errors.contains("No space left"), "\(what): \(outcome.errors)") }
        }
    }
}
