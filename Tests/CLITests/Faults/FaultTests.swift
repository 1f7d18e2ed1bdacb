import Foundation
import Objects
import Store
import TestSupport
import Testing

/// Every command that changes something, with a fault at each call with which it changes a file: what was there before is
/// never lost, and the command can be given again.
@Suite struct FaultTests {
    @Test(arguments: FaultScenario.all, Faults.Kind.allCases)
    func nothingIsLost(_ scenario: FaultScenario, _ kind: Faults.Kind) throws {
        let environment = try FaultScenario.template.get().environment
        let start = try scenario.copy()
        let before = try RepositoryState(start.path)
        #expect(try run(at1, scenario.words, in: start.path, environment: environment).status == 0)
        let after = try RepositoryState(start.path)

        // Another call for each kind.
        let stride = Faults.stride(5)
        var call = 1 - stride + (Faults.Kind.allCases.firstIndex(of: kind) ?? 0) % stride
        while true {
            call += stride
            let what = "\(scenario.name), \(kind.rawValue) at call \(call)"
            let scratch = try scenario.copy()
            let (outcome, isReached) = try Faults.run(scenario.words, in: scratch.path, environment, kind, at: call)
            guard isReached else { break }
            try #require(call < 500)

            let state = try RepositoryState(scratch.path)
            #expect(state.strangers(between: before, and: after) == [], "\(what)")
            try expectSound(scratch.path, what)
            expect(outcome, of: kind, what)
            if kind == .short { #expect(state.head == after.head && state.refs == after.refs, "\(what)") }
            if kind == .full {
                #expect(!state.files.keys.contains { $0.contains(".at1-tmp-") }, "\(what)")
                #expect(try scratch.names(".at1store/tmp").isEmpty, "\(what)")
            }

            // Given again, the command comes to the same as if nothing had happened, and cleans up.
            let again = try run(at1, scenario.words, in: scratch.path, environment: environment)
            #expect(scenario.statusAgain.contains(again.status), "\(what), again: \(again.errors)")
            let end = try RepositoryState(scratch.path)
            let changed = Set(end.files.keys).union(after.files.keys).filter { end.files[$0] != after.files[$0] }
            #expect(changed.isEmpty, "\(what), again: \(again.errors)")
            #expect(end.index == after.index && end.head == after.head, "\(what), again")
            #expect(end.refs == after.refs, "\(what), again")
            #expect(try scratch.names(".at1store/tmp").isEmpty, "\(what), again")
            #expect(!scratch.exists(".at1store/pending"), "\(what), again")
        }
        #expect(call > (kind == .short ? 1 : 4) || stride > 1 && kind == .short)
    }

    /// What the user is told of a fault.
    private func expect(_ outcome: Outcome, of kind: Faults.Kind, _ what: String) {
        switch kind {
        case .half, .after: #expect(outcome.status == 9, "\(what): \(outcome.status)")
        case .short: #expect(outcome.status == 0, "\(what): \(outcome.errors)")
        case .full, .error:
            #expect([0, 4].contains(outcome.status), "\(what): exit \(outcome.status), \(outcome.errors)")
            if outcome.status == 4 {
                #expect(outcome.errors.hasPrefix("at1: error: "), "\(what): \(outcome.errors)")
                #expect(outcome.errors.split(separator: "\n").count <= 2, "\(what): \(outcome.errors)")
            }
            if kind == .full, outcome.status == 4 {
                #expect(outcome.errors.contains("No space left"), "\(what): \(outcome.errors)")
            }
        }
    }

    @Test(arguments: Faults.Kind.allCases) func initCanBeGivenAgain(_ kind: Faults.Kind) throws {
        for bare in [false, true] {
            for call in 1... {
                let what = "init, \(kind.rawValue) at call \(call)"
                let scratch = try Scratch()
                let words = ["init", "new"] + (bare ? ["--bare"] : [])
                let (outcome, isReached) = try Faults.run(words, in: scratch.path, [:], kind, at: call)
                guard isReached else { break }
                expect(outcome, of: kind, what)
                let again = try run(at1, words, in: scratch.path)
                #expect(
                    again.status == 0 || again.errors.contains("is a repository already"), "\(what): \(again.errors)")
                try expectSound(scratch["new"], what)
                #expect(try scratch.names(bare ? "new/tmp" : "new/.at1store/tmp") == [], "\(what)")
                let names: Set = ["HEAD", "config", "lock", "logs", "packs", "refs", "tmp"]
                #expect(try Set(scratch.names(bare ? "new" : "new/.at1store")) == names, "\(what)")
            }
        }
    }

    @Test(arguments: Faults.Kind.allCases) func aKeyIsThereWholeOrNotAtAll(_ kind: Faults.Kind) throws {
        for call in 1... {
            let what = "key generate, \(kind.rawValue) at call \(call)"
            let home = try Scratch()
            let environment = ["XDG_CONFIG_HOME": home.path]
            let words = ["key", "generate", "k", "--no-passphrase"]
            let (outcome, isReached) = try Faults.run(words, in: home.path, environment, kind, at: call)
            guard isReached else { break }
            expect(outcome, of: kind, what)
            let list = try run(at1, ["key", "list"], in: home.path, environment: environment)
            #expect(list.status == 0, "\(what): \(list.errors)")
            let again = try run(at1, words, in: home.path, environment: environment)
            #expect(again.status == (list.output.isEmpty ? 0 : 2), "\(what): \(list.output) \(again.errors)")
            if outcome.status == 0 { #expect(!list.output.isEmpty, "\(what)") }
            #expect(try home.names("at1/keys") == ["k.key", "k.pub"], "\(what)")
        }
    }

    /// Every event that was answered is in the journal, and the recording can go on.
    @Test(arguments: Faults.Kind.allCases) func anAnswerIsAPromise(_ kind: Faults.Kind) throws {
        let events = (0..<3).map { #"{"kind":"eval","payload":{"n":\#($0)}}"# + "\n" }.joined()
        let words = ["session", "record", "--agent", "a", "--skill", "s", "--journal", "j"]
        for call in 1... {
            let what = "session record, \(kind.rawValue) at call \(call)"
            let scratch = try Scratch()
            let (outcome, isReached) = try Faults.run(words, in: scratch.path, [:], kind, at: call, input: events)
            guard isReached else { break }
            expect(outcome, of: kind, what)
            let answered = outcome.output.split(separator: "\n").count { $0.hasPrefix(#"{"idx":"#) }
            let journal = scratch.exists("j") ? try SessionJournal(parsing: scratch.read("j")) : nil
            #expect(journal?.session.events.count ?? 0 >= answered, "\(what)")
            if outcome.status == 0 { #expect(answered == 3 && journal?.endedAt != nil, "\(what)") }
            guard journal?.endedAt == nil else { continue }
            // Where the first frame never became whole, there is no run to go on with, and the name is free.
            let again = try run(
                at1, words + (journal == nil ? [] : ["--resume"]), in: scratch.path, input: events)
            #expect(again.status == 0, "\(what): \(again.errors)")
            let end = try #require(try SessionJournal(parsing: scratch.read("j")))
            #expect(end.tornLength == 0 && end.endedAt != nil, "\(what)")
            #expect(end.session.events.count == 3 + (journal?.session.events.count ?? 0), "\(what)")
        }
    }
}
