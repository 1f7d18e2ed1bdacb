import ArgumentParser
import Objects

/// `at1 session diff`: where a second run of a skill diverges from the first.
struct SessionDiffCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare two sessions of a skill and show where they diverge.",
        discussion: """
            The first session is the recording. The n-th event of each kind is compared with the n-th of that kind; \
            calls are compared like a2a_pack's replay doubles do. Exits with 1 if the sessions diverge.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The recording.", transform: Word.path) var recorded: String
    @Argument(help: "The other run.", transform: Word.path) var observed: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let first = try SessionSource.open(recorded, options, verifier, console).session
        let second = try SessionSource.open(observed, options, verifier, console).session
        let comparison = first.compare(with: second)
        if report.json {
            console.print([
                "same": .bool(comparison.divergence == nil), "agreeing": .integer(comparison.agreeing),
                "divergence": comparison.divergence?.json ?? .null, "raised": comparison.raised?.json ?? .null,
            ])
        } else if let divergence = comparison.divergence {
            for line in divergence.lines { console.print(line) }
            if let raised = comparison.raised, raised != divergence {
                console.print("")
                console.print("a replay against the recording stops later:")
                for line in raised.lines { console.print("  " + line) }
            }
        } else {
            console.print("the sessions are the same in \(Figures.count(comparison.agreeing, "event"))")
        }
        return comparison.divergence == nil ? .done : .no
    }
}

extension SessionDivergence {
    fileprivate var json: JSONValue {
        [
            "reason": .string(reason.rawValue), "kind": kind.map { .string($0.rawValue) } ?? .null,
            "call": .integer(ordinal), "recorded_idx": recordedIndex.map { .integer($0) } ?? .null,
            "observed_idx": observedIndex.map { .integer($0) } ?? .null, "path": .string(path),
            "recorded": recorded.map { .string($0) } ?? .null, "observed": observed.map { .string($0) } ?? .null,
            "raised_by_doubles": .bool(isRaisedByDoubles),
        ]
    }

    fileprivate var lines: [String] {
        let what = kind.map { "\($0) \(ordinal)" } ?? "the skill"
        var places: [String] = []
        if let recordedIndex { places.append("recorded idx \(recordedIndex)") }
        if let observedIndex { places.append("observed idx \(observedIndex)") }
        let place = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
        let limit = 2000
        switch reason {
        case .skill, .payload:
            return [
                "the sessions diverge at \(what)\(place), \(TerminalText.safe(path))",
                "  recorded  \(TerminalText.fitted(recorded ?? "nothing", limit))",
                "  observed  \(TerminalText.fitted(observed ?? "nothing", limit))",
            ]
        case .notRecorded:
            return [
                "the sessions diverge at \(what)\(place): it was not recorded",
                "  observed  \(TerminalText.fitted(observed ?? "", limit))",
            ]
        case .notObserved:
            return [
                "the sessions diverge at \(what)\(place): it did not happen again",
                "  recorded  \(TerminalText.fitted(recorded ?? "", limit))",
            ]
        }
    }
}
