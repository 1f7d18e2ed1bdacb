import ArgumentParser

/// `at1 remote`: which other repositories this one knows.
struct RemoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote", abstract: "List and change the repositories that this one fetches from and pushes to.",
        subcommands: [
            RemoteList.self, RemoteAdd.self, RemoteRemove.self, RemoteRename.self, RemoteSetURL.self, RemoteShow.self,
        ], defaultSubcommand: RemoteList.self)
}
