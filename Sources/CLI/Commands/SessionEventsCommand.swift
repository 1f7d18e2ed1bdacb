import ArgumentParser
import Objects

/// `at1 session events`: the events, one per line.
struct SessionEventsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "List the events of a session.",
        discussion:
            "With --json, prints an array with one event per line, each with exactly the bytes that were signed.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @Option(help: ArgumentHelp("Only events of this kind. May be repeated.", valueName: "kind")) var kind: [String] =
        []
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let kinds = try kind.map { name in
            guard let kind = ReplayEventKind(rawValue: name) else {
                let known = ReplayEventKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandError(.usage, "'\(name)' is not a kind of event", hint: "the kinds are \(known)")
            }
            return kind
        }
        let opened = try SessionSource.open(token, options, verifier, console)
        let session = opened.session
        let start = session.events.first?.timestamp ?? 0
        let selection = session.events.lazy.filter { kinds.isEmpty || kinds.contains($0.kind) }
        if report.json {
            var bytes: [UInt8] = Array("[".utf8)
            var isFirst = true
            for event in selection {
                bytes.append(contentsOf: (isFirst ? "\n" : ",\n").utf8)
                isFirst = false
                event.append(to: &bytes)
            }
            bytes.append(contentsOf: (isFirst ? "]" : "\n]").utf8)
            console.print(bytes)
        } else {
            for event in selection {
                console.print(
                    "\(event.index)\t\(SessionTime.relative(event, to: start))\t\(event.kind)\t\(TerminalText.safe(event.payload.description))"
                )
            }
        }
        return .done
    }
}
