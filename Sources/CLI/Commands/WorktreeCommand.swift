import ArgumentParser

/// `at1 worktree`: several working trees of one repository.
struct WorktreeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worktree", abstract: "Have several working trees of one repository, each on a branch of its own.",
        subcommands: [WorktreeAdd.self, WorktreeList.self, WorktreeRemove.self, WorktreePrune.self],
        defaultSubcommand: WorktreeList.self)
}
