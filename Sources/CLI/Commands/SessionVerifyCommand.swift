import ArgumentParser
import Objects

/// `at1 session verify`: whether a token is what its signer sealed.
struct SessionVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a sealed session: its signature, its form, and the order of its events.",
        discussion:
            "Checks with --key, or the key in A2A_REPLAY_VERIFYING_KEY, or the trusted signers. Exits with 1 when it is not verified."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.") var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let signers = try verifier.signers(options, console)
        guard !signers.isEmpty else { throw CommandError.noVerifyingKey }
        let bytes = try SessionSource.bytes(token, options)
        do throws(TokenError) {
            let (session, signer) = try SessionSource.verify(bytes, signers)
            print(session, signer, console)
            return .done
        } catch {
            if report.json {
                console.print(["verified": false, "errors": [.string(error.description)]])
            } else {
                console.print("\(token): not verified: \(error)")
            }
            return .no
        }
    }

    private func print(_ session: ReplaySession, _ signer: SessionSigner, _ console: Console) {
        let run = session.run
        if report.json {
            var object: JSONObject = [
                "verified": true, "errors": [], "session_id": .string(run.sessionID),
                "agent_name": .string(run.agentName),
                "skill_name": .string(run.skillName), "events": .integer(session.events.count),
                "key": .string(signer.key.description), "fingerprint": .string(signer.key.fingerprint),
            ]
            object["principal"] = signer.principal.map { .string($0) }
            console.print(.object(object))
        } else {
            console.print(
                "\(token): verified, \(Figures.count(session.events.count, "event")), signed by \(signer.description)")
        }
    }
}
