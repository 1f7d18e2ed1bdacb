import ArgumentParser

/// `at1 remote`: the remotes of this repository.
struct RemoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote", abstract: "Manage the repositories that this one fetches from and pushes to.",
        subcommands: [
            RemoteList.self, RemoteAdd.self, RemoteRemove.self, RemoteRename.self, RemoteSetURL.self, RemoteShow.self,
        ], defaultSubcommand: RemoteList.self)
}
