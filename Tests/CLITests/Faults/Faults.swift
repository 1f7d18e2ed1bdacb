import Foundation
import TestSupport

/// The library that makes the system fail at a chosen call (faults.c), compiled once a test run.
enum Faults {
    enum Kind: String, CaseIterable {
        /// The process is killed at the call, a write half done.
        case kill
        /// There is no space from the call on.
        case full
        /// The call fails, and those after it do not.
        case error
    }

    private static let scratch = Result { try Scratch() }

    private static let library = Result {
        let scratch = try Self.scratch.get()
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/faults.c"
        let compile =
            "for c in clang cc gcc; do command -v $c >/dev/null && exec $c -O1 -shared -fPIC -o faults.so \"$0\" -ldl; done; exit 1"
        let outcome = try TestSupport.run("/bin/sh", ["-c", compile, source], in: scratch.path)
        guard outcome.status == 0 else { throw CannotCompile(errors: outcome.errors) }
        return scratch["faults.so"]
    }

    struct CannotCompile: Error {
        let errors: String
    }

    /// Runs at1 in `folder` with a fault at its `call`th change of a file.
    ///
    /// - Returns: what came of it, and whether it came as far as the call.
    static func run(
        _ words: [String], in folder: String, _ environment: [String: String], _ kind: Kind, at call: Int
    ) throws -> (outcome: Outcome, isReached: Bool) {
        let mark = try Self.scratch.get()["mark-\(UInt64.random(in: 0 ... .max))"]
        defer { try? FileManager.default.removeItem(atPath: mark) }
        var environment = environment
        environment["LD_PRELOAD"] = try library.get()
        environment["AT1_FAULT_AT"] = "\(call)"
        environment["AT1_FAULT_KIND"] = kind.rawValue
        environment["AT1_FAULT_MARK"] = mark
        let outcome = try TestSupport.run(TestSupport.at1, words, in: folder, environment: environment)
        return (outcome, FileManager.default.fileExists(atPath: mark))
    }
}
