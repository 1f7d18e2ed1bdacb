import ArgumentParser
import Objects

/// `at1 session show`: the timeline in the terminal.
struct SessionShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a session as a timeline.",
        discussion: "If there is a key and the signature is not good, exits like 'at1 session verify'.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let opened = try SessionSource.read(token, options, verifier, console)
        if report.json {
            let run = opened.session.run
            let durations = SessionDurations(opened.session).spans.map { span -> JSONValue in
                [
                    "idx": .integer(span.end), "start_idx": .integer(span.start),
                    "elapsed_ms": .integer(span.elapsed),
                ]
            }
            console.print([
                "session_id": .string(run.sessionID), "agent_name": .string(run.agentName),
                "skill_name": .string(run.skillName), "events": .integer(UInt64(opened.session.events.count)),
                "started_at": .integer(run.startedAt), "ended_at": .integer(run.endedAt),
                "times_stated": .bool(run.hasStatedTimes), "durations": .array(durations),
                "verified": opened.verdict.map { .bool($0.isGood) } ?? .null,
                "verdict": opened.verdict.map { .string($0.code) } ?? .null,
            ])
            return opened.verdict?.status ?? .done
        }
        for line in SessionHeading(opened).lines { console.print(line) }
        console.print("")
        let timeline = SessionTimeline(opened.session)
        for event in opened.session.events {
            for line in timeline.lines(of: event) { console.print(line) }
        }
        return opened.verdict?.status ?? .done
    }
}
