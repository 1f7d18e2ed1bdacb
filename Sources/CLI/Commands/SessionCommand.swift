import ArgumentParser

/// `at1 session`: agent runs as signed timelines.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Record, seal, verify and read the timelines of agent runs.",
        discussion: """
            A sealed session is a token that a2a_pack can verify too. A TOKEN is a file, - for standard input, or \
            REV:path in the repository.
            """,
        subcommands: [
            SessionRecordCommand.self, SessionSealCommand.self, SessionVerifyCommand.self, SessionEventsCommand.self,
            SessionShowCommand.self, SessionGraphCommand.self, SessionArtifactsCommand.self, SessionPageCommand.self,
            SessionDiffCommand.self, SessionGrantsCommand.self, SessionReceiptsCommand.self, SessionReceiptCommand.self,
        ])
}
