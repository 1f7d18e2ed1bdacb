import ArgumentParser
import Engine
import Objects
import Recording

/// `at1 session seal`: a journal into a token.
struct SessionSealCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal a journal into a signed token.",
        discussion: """
            Signs with --key, or the key in A2A_REPLAY_SIGNING_KEY, or your own. An interrupted journal is sealed up \
            to its last durable event, with a warning; a journal that has lost acknowledged events, or that a recorder \
            is still writing, is refused. The same journal and key always give the same token.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The journal.", transform: Word.path) var journal: String
    @Option(name: .shortAndLong, help: "The token's file.", transform: Word.path) var output: String
    @OptionGroup var writing: OutputOptions
    @OptionGroup var signer: SigningKeyOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let file = try writing.open(output, console, besides: journal, signer.key)
        try CommandError.naming(journal) {
            guard let recorded = try SessionJournal(parsing: bytes()) else {
                throw CommandError(.no, "\(journal): nothing was ever recorded in it")
            }
            let session = recorded.session
            let key = try signer.signingKey(options, console)
            try SealedSession.write(session, by: key, to: file)
            if recorded.tornLength > 0 {
                console.message(
                    "\(journal): dropped \(Figures.bytes(UInt64(recorded.tornLength))) that were being written when it was interrupted"
                )
            }
            var warnings = session.irregularities.map(\.description)
            if recorded.endedAt == nil {
                warnings.insert("the recording was interrupted: the journal has no end", at: 0)
            }
            if !recorded.isAcknowledged {
                warnings.append("the journal was written by an earlier at1, which did not record what it acknowledged")
            }
            for warning in warnings { console.message("warning: \(journal): \(warning)") }
            if report.json {
                console.print([
                    "session_id": .string(session.run.sessionID), "events": .integer(session.events.count),
                    "ended": .bool(recorded.endedAt != nil), "torn_bytes": .integer(recorded.tornLength),
                    "warnings": .array(warnings.map { .string($0) }),
                    "key": .string(key.publicKey.description), "fingerprint": .string(key.publicKey.fingerprint),
                ])
            } else {
                console.report(SealedSession.line(session, by: key, in: output))
            }
        }
        return .done
    }

    private func bytes() throws -> [UInt8] {
        guard journal != "-" else { return try TextInput.bytes(journal, atMost: PlainEvidence.maximumLength) }
        do {
            return try JournalFile.read(at: journal)
        } catch RecordingError.journalInUse {
            throw CommandError(
                .refused, "a recorder is still writing to \(journal)", hint: "seal it when its recording has ended")
        }
    }
}

/// A session that is sealed into a file.
enum SealedSession {
    static func write(_ session: ReplaySession, by key: SigningKey, to file: OutputFile) throws {
        try file.write(Array(session.sealed(by: key).text.utf8).span.bytes)
        try file.commit()
    }

    static func line(_ session: ReplaySession, by key: SigningKey, in path: String) -> String {
        "\(path): \(Figures.count(session.events.count, "event")), sealed by \(key.publicKey.fingerprint)"
    }
}
