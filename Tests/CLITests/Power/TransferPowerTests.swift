import Foundation
import Objects
import Store
import TestSupport
import Testing

/// The machine loses power while something goes from one repository to another. Refs that move together have all moved or
/// none has, both sides are sound, and the command can be given again when the power is back.
@Suite struct TransferPowerTests {
    struct Scenario: CustomTestStringConvertible, Sendable {
        let name: String
        let words: [String]
        var place = "here"
        /// The folders of the repositories.
        var stores = ["here/.at1store", "there"]
        /// What the command does in a step of its own before the last.
        var firstSteps: [[String]] = []
        let copy: @Sendable () throws -> Scratch
        let environment: @Sendable () throws -> [String: String]

        var testDescription: String { name }
        /// The repositories, as commands call them.
        var repositories: [String] { stores.map { $0.replacingOccurrences(of: "/.at1store", with: "") } }

        init(
            _ scenario: TransferScenario, stores: [String]? = nil, firstSteps: [[String]] = [],
            copy: @escaping @Sendable () throws -> Scratch,
            environment: @escaping @Sendable () throws -> [String: String]
        ) {
            (name, words, place) = (scenario.name, scenario.words, scenario.place)
            if let stores { self.stores = stores }
            self.firstSteps = firstSteps
            self.copy = copy
            self.environment = environment
        }
    }

    static let scenarios: [Scenario] =
        TransferScenario.all.filter { ["fetch", "pull", "push", "clone"].contains($0.name) }.map { scenario in
            Scenario(
                scenario, stores: scenario.repository == "new" ? ["new/.at1store", "there"] : nil,
                firstSteps: scenario.name == "pull" ? [["fetch", "origin"]] : [], copy: { try scenario.copy() },
                environment: { try TransferScenario.environment })
        }
        + SeveralRefsTests.commands.filter { !$0.isFar }.map { scenario in
            Scenario(
                scenario, stores: scenario.repository == "new" ? ["new/.at1store", "other"] : nil,
                copy: { try SeveralRefsTests.copy() }, environment: { try SeveralRefsTests.environment })
        }
        + [["switch", "side"], ["switch", "-c", "made"], ["checkout", "-b", "other", "side"]].map { words in
            Scenario(
                TransferScenario(name: words.joined(separator: " "), words: words), stores: ["here/.at1store"],
                copy: {
                    let scratch = try Scratch()
                    let template = try FaultScenario.template.get().files.path
                    let outcome = try run("/bin/cp", ["-a", template, scratch["here"]], in: scratch.path)
                    try #require(outcome.status == 0, "\(outcome.errors)")
                    return scratch
                }, environment: { try FaultScenario.template.get().environment })
        }

    @Test(arguments: scenarios) func refsMoveTogetherOrNotAtAll(_ scenario: Scenario) throws {
        var random = SeededGenerator(printingSeedOf: scenario.name)
        let environment = try scenario.environment()
        let scratch = try scenario.copy()
        var steps = [try states(scratch, scenario)]
        for words in scenario.firstSteps {
            let other = try scenario.copy()
            try #require(try run(at1, words, in: other[scenario.place], environment: environment).status == 0)
            steps.append(try states(other, scenario))
        }
        var disk = try Disk(scratch.path)
        let log = try Scratch()
        let done = try Faults.run(
            scenario.words, in: scratch[scenario.place], environment, with: ["AT1_RECORD": log["record"]])
        try #require(done.status == 0, "\(done.errors)")
        steps.append(try states(scratch, scenario))

        let operations = try FileOperation.read(log["record"])
        let stride = Tally.isLong() ? 1 : max(1, operations.count / 25)
        var survivals: [Disk.Survival] = [.nothing, .names, .bytes, .all]
        var seen: Set<[String: [UInt8]?]> = []
        for (number, operation) in operations.enumerated() {
            disk.apply(operation)
            let isLast = number == operations.count - 1
            guard isLast || Int.random(in: 0..<stride, using: &random) == 0 else { continue }
            survivals.append(.some(seed: random.next()))
            for survival in survivals.prefix(4) + survivals.suffix(Tally.isLong() ? 8 : 1) {
                let files = disk.survivors(survival).filter { file in
                    scenario.stores.contains { file.key == $0 || file.key.hasPrefix($0 + "/") }
                        || file.key.hasPrefix("other") || file.key.hasPrefix("there")
                }
                guard seen.insert(files).inserted || isLast else { continue }
                let what = """
                    \(scenario.name), call \(number) of \(operations.count), \(survival) survives, \
                    AT1_TEST_SEED=\(random.seed)
                    """
                let copy = try Scratch()
                try copy.lay(files, in: ".")
                // A command that has said that it is done is done.
                try expect(copy, scenario, isLast ? Array(steps.suffix(1)) : steps, what)
                guard isLast || Int.random(in: 0..<6, using: &random) == 0 else { continue }
                try giveAgain(scenario, in: copy, environment, what)
                try expect(copy, scenario, Array(steps.suffix(1)), "\(what), and again")
            }
        }
        #expect(operations.count > 10)
        Tally.note("prefixes", operations.count)
        Tally.note("states", seen.count)
    }

    private func states(_ scratch: Scratch, _ scenario: Scenario) throws -> [String: RefState] {
        try Dictionary(uniqueKeysWithValues: scenario.repositories.map { ($0, try RefState(scratch[$0])) })
    }

    private func expect(
        _ scratch: Scratch, _ scenario: Scenario, _ steps: [[String: RefState]], _ what: String
    ) throws {
        for folder in scenario.repositories {
            let state = try RefState(scratch[folder])
            let isWhole = steps.contains { step in
                step[folder].map { state.isSame(as: $0, butForHead: folder == "new") } ?? false
            }
            #expect(isWhole, "\(what): \(folder) is neither before nor after: \(state)")
            if state.head != nil { try expectSound(scratch[folder], what) }
        }
    }

    private func giveAgain(
        _ scenario: Scenario, in scratch: Scratch, _ environment: [String: String], _ what: String
    ) throws {
        func again() throws -> Outcome {
            try run(at1, scenario.words, in: scratch[scenario.place], environment: environment)
        }
        var outcome = try again()
        if scenario.words[0] == "clone", outcome.errors.contains("exists already") {
            // All had come, or what had come is no clone that can be gone on with.
            try scratch.remove("new")
            outcome = try again()
        }
        // A branch that was made, renamed, or a remote that was, is so already.
        let mayBeDone = ["-c", "-b", "-m", "rename"].contains { scenario.words.contains($0) }
        #expect(outcome.status == 0 || mayBeDone && outcome.status == 2, "\(what), again: \(outcome.errors)")
    }

    // MARK: Repair

    @Test(arguments: RepairScenario.all.filter { $0.name.hasPrefix("from") || $0.name.hasPrefix("a pack") })
    func aRepairLosesNothing(_ scenario: RepairScenario) throws {
        var random = SeededGenerator(printingSeedOf: "repair \(scenario.name)")
        let environment = try RepairScenario.environment
        let scratch = try scenario.copy()
        let before = try DamagedState(scratch["here"])
        var disk = try Disk(scratch.path)
        let log = try Scratch()
        let done = try Faults.run(
            RepairScenario.words, in: scratch["here"], environment, with: ["AT1_RECORD": log["record"]])
        try #require(done.status == 0, "\(done.errors)")
        let operations = try FileOperation.read(log["record"])
        for (number, operation) in operations.enumerated() {
            disk.apply(operation)
            let isLast = number == operations.count - 1
            guard isLast || Tally.isLong() || Int.random(in: 0..<3, using: &random) == 0 else { continue }
            for survival in [Disk.Survival.nothing, .names, .bytes, .all, .some(seed: random.next())] {
                let what = "repair \(scenario.name), call \(number), \(survival) survives, AT1_TEST_SEED=\(random.seed)"
                let copy = try Scratch()
                try copy.lay(disk.survivors(survival), in: ".")
                let state = try DamagedState(copy["here"])
                #expect(state.objects.isSuperset(of: before.objects), "\(what)")
                #expect(state.refs == before.refs && state.head == before.head, "\(what)")
                if isLast { try expectSound(copy["here"], what) }
                guard isLast || Int.random(in: 0..<4, using: &random) == 0 else { continue }
                let again = try run(at1, RepairScenario.words, in: copy["here"], environment: environment)
                #expect(again.status == 0, "\(what), again: \(again.errors)\(again.output)")
                try expectSound(copy["here"], "\(what), again")
            }
        }
        Tally.note("prefixes", operations.count)
    }
}
