import ArgumentParser
import Objects

/// `at1 session verify`: whether a token is unchanged since its signer sealed it.
struct SessionVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a sealed session: its signature, its form, and the order of its events.",
        discussion: """
            Checks with --key, or the key in A2A_REPLAY_VERIFYING_KEY, or the trusted signers. Exits with 0 if the \
            signature is good, 1 if it is bad or made by no known key, 3 if its signer is revoked or not trusted for \
            sessions. A revoked key stays revoked even if --key names it. Irregularities of the run itself are \
            warnings: no skill_end, events after it, time that runs backwards.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let check = try verifier.check(options, console)
        let bytes = try SessionSource.bytes(token, options)
        do throws(TokenError) {
            let (session, verdict) = try SessionSource.verify(bytes, check)
            guard let verdict else { throw TokenError.notSigned }
            print(session, verdict, console)
            return verdict.status
        } catch {
            if check.isEmpty, case .notSigned = error { throw CommandError.noVerifyingKey }
            if report.json {
                console.print([
                    "verified": false, "verdict": .null, "errors": [.string(error.description)], "warnings": [],
                ])
            } else {
                console.print("\(token): not verified: \(error)")
            }
            return .no
        }
    }

    private func print(_ session: ReplaySession, _ verdict: SealVerdict, _ console: Console) {
        let run = session.run
        let irregularities = session.irregularities
        for irregularity in irregularities { console.message("warning: \(token): \(irregularity)") }
        guard report.json else {
            let words = TerminalText.safe(verdict.description)
            let events = Figures.count(session.events.count, "event")
            console.print(
                verdict.isGood
                    ? "\(token): verified, \(events), \(words)" : "\(token): not verified: the session is \(words)")
            return
        }
        var object: JSONObject = [
            "verified": .bool(verdict.isGood), "verdict": .string(verdict.code),
            "errors": verdict.isGood ? [] : [.string("the session is \(verdict)")],
            "warnings": .array(irregularities.map { .string($0.description) }),
            "session_id": .string(run.sessionID), "agent_name": .string(run.agentName),
            "skill_name": .string(run.skillName), "events": .integer(session.events.count),
        ]
        object["key"] = verdict.key.map { .string($0.description) }
        object["fingerprint"] = verdict.key.map { .string($0.fingerprint) }
        switch verdict {
        case .good(_, let principal): object["principal"] = principal.map { .string($0) }
        case .revoked(_, let principal, let from):
            object["principal"] = .string(principal)
            object["revoked_from"] = .string(UTCDate(seconds: from).text)
        case .bad, .unknown: break
        }
        console.print(.object(object))
    }
}
