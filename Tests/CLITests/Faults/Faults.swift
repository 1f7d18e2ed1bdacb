import Foundation
import TestSupport

/// The library that stands between at1 and the system (shim.c), compiled once a test run.
enum Faults {
    /// What happens at the chosen call (faults.c).
    enum Kind: String, CaseIterable {
        /// The process is killed at the call, a write half done.
        case half
        /// The process is killed when the call is done.
        case after
        /// The call fails, and those after it do not.
        case error
        /// A write writes half of its bytes, and says so.
        case short
        /// There is no space from the call on.
        case full

        var kills: Bool { self == .half || self == .after }
    }

    /// Tests let one call in every few fail. AT1_FAULT_STRIDE says of how many; scripts/reliability takes them all.
    static func stride(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["AT1_FAULT_STRIDE"].flatMap { Int($0) } ?? usual
    }

    private static let scratch = Result { try Scratch() }

    private static let library = Result {
        let scratch = try Self.scratch.get()
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
        let compile = """
            for c in clang cc gcc; do
                command -v $c >/dev/null && exec $c -O1 -shared -fPIC -o shim.so "$0"/*.c -ldl -lpthread
            done; exit 1
            """
        let outcome = try TestSupport.run("/bin/sh", ["-c", compile, sources], in: scratch.path)
        guard outcome.status == 0 else { throw CannotCompile(errors: outcome.errors) }
        return scratch["shim.so"]
    }

    struct CannotCompile: Error {
        let errors: String
    }

    /// What stands for ssh: it runs the command for the other host here.
    static let shell = #"sh -c 'eval "$2"' sh"#

    /// Runs at1 in `folder` with a fault at its `call`th change of a file, or at that of the at1 which serves it.
    ///
    /// - Returns: what came of it, and whether it came as far as the call.
    static func run(
        _ words: [String], in folder: String, _ environment: [String: String], _ kind: Kind, at call: Int,
        input: String? = nil, isFar: Bool = false
    ) throws -> (outcome: Outcome, isReached: Bool) {
        let mark = try Self.scratch.get()["mark-\(UInt64.random(in: 0 ... .max))"]
        defer { try? FileManager.default.removeItem(atPath: mark) }
        let faults = ["AT1_FAULT_AT": "\(call)", "AT1_FAULT_KIND": kind.rawValue, "AT1_FAULT_MARK": mark]
        let outcome: Outcome
        if isFar {
            // For the serving side alone, which the near one starts through what it takes for ssh.
            let settings = faults.merging(["LD_PRELOAD": try library.get()]) { $1 }.sorted { $0.key < $1.key }
            let command = "env " + settings.map { "\($0.key)=\($0.value)" }.joined(separator: " ") + " " + Self.shell
            let all = environment.merging(["AT1_SSH_COMMAND": command]) { $1 }
            outcome = try TestSupport.run(TestSupport.at1, words, in: folder, environment: all, input: input)
        } else {
            outcome = try run(words, in: folder, environment, with: faults, input: input)
        }
        let isReached = FileManager.default.fileExists(atPath: mark)
        if isReached { Tally.note(kind.kills ? "kills" : "failures", 1) }
        return (outcome, isReached)
    }

    /// Runs at1 with what `variables` ask of the library.
    static func run(
        _ words: [String], in folder: String, _ environment: [String: String], with variables: [String: String],
        input: String? = nil
    ) throws -> Outcome {
        var environment = environment.merging(variables) { $1 }
        environment["LD_PRELOAD"] = try library.get()
        return try TestSupport.run(TestSupport.at1, words, in: folder, environment: environment, input: input)
    }
}
