import ArgumentParser
import Engine
import Objects

/// `at1 session seal`: a journal into a token.
struct SessionSealCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal a journal into a signed token.",
        discussion: """
            Signs with --key, or the key in A2A_REPLAY_SIGNING_KEY, or your own. A journal that broke off is sealed up to its last \
            durable event. The same journal and key always give the same token.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The journal.") var journal: String
    @Option(name: .shortAndLong, help: "The token's file.") var output: String
    @OptionGroup var signer: SigningKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        try CommandError.naming(journal) {
            let bytes = try TextInput.bytes(journal)
            guard let recorded = try SessionJournal(parsing: bytes) else {
                throw CommandError(.no, "\(journal): nothing was ever recorded in it")
            }
            let session = recorded.session
            let key = try signer.signingKey(options, console)
            let token = session.sealed(by: key)
            let file = try OutputFile(replacing: output)
            try file.write(Array(token.text.utf8).span.bytes)
            try file.commit()
            if recorded.tornLength > 0 {
                console.message(
                    "\(journal): dropped \(Figures.bytes(UInt64(recorded.tornLength))) that were being written when it broke off"
                )
            }
            if report.json {
                console.print([
                    "session_id": .string(session.run.sessionID), "events": .integer(session.events.count),
                    "ended": .bool(recorded.endedAt != nil), "torn_bytes": .integer(recorded.tornLength),
                    "key": .string(key.publicKey.description), "fingerprint": .string(key.publicKey.fingerprint),
                ])
            } else {
                console.print(
                    "\(output): \(Figures.count(session.events.count, "event")), sealed by \(key.publicKey.fingerprint)"
                )
            }
        }
        return .done
    }
}
