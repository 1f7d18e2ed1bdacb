import ArgumentParser

/// `at1 mirror`: the repository as a git repository.
struct MirrorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Maintain a copy as a git repository, and rebuild from one.",
        subcommands: [MirrorPushCommand.self, MirrorCloneCommand.self, MirrorFetchCommand.self])
}
