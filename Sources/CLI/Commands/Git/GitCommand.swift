import ArgumentParser

/// `at1 git`: recipes and objects instead of files, in a git repository.
struct GitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git", abstract: "Store recipes instead of bytes in a git repository.",
        discussion: """
            Run 'at1 git install' once, 'at1 git track PATTERN' in a working tree, and then use git as usual. A file \
            that at1 can compute becomes a pointer of a few hundred bytes that contains its recipe. Any other file \
            becomes a pointer to an object in .git/at1, which 'at1 git push' and 'at1 git fetch' transfer.
            """,
        subcommands: [
            GitInstallCommand.self, GitUninstallCommand.self, GitTrackCommand.self, GitStatusCommand.self,
            GitFsckCommand.self, GitPushCommand.self, GitFetchCommand.self, GitMigrateCommand.self,
            GitDedupCommand.self, GitPrePushCommand.self, GitFilterProcessCommand.self, GitTextconvCommand.self,
            GitMergeDriverCommand.self,
        ])
}
