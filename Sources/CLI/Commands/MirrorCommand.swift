import ArgumentParser

/// `at1 mirror`: the repository as one of git.
struct MirrorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Keep a copy as a git repository, and rebuild from one.",
        subcommands: [MirrorPushCommand.self, MirrorCloneCommand.self, MirrorFetchCommand.self])
}
