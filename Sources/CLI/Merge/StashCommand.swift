import ArgumentParser
import Objects
import Packs
import Store

/// `at1 stash`: puts work away, and brings it back.
struct StashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stash", abstract: "Stash uncommitted changes, and restore them.",
        subcommands: [
            StashPush.self, StashPop.self, StashApply.self, StashList.self, StashShow.self, StashDrop.self,
        ], defaultSubcommand: StashPush.self)
}

/// `at1 stash push`.
struct StashPush: Command {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Stash the changes: index and working tree return to the last commit.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: .shortAndLong, help: "A description.") var message: String?
    @Flag(name: [.customShort("u"), .long], help: "Stash untracked files, too.") var includeUntracked =
        false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let id = try access.repository.pushStash(
            message: message, withUntracked: includeUntracked, who: access.person(.committer))
        if report.json { console.print(["stash": id.map { .string($0.hex) } ?? .null]) }
        guard let id else {
            console.message("there are no changes to stash")
            return .done
        }
        console.message("stashed as stash@{0}: \(try access.repository.objects.commit(id).subject)")
        return .done
    }
}

/// A stash by its number.
struct StashChoice: ParsableArguments {
    @Argument(help: "The stash: its number, or stash@{NUMBER}; the newest by default.") var word = "0"

    func number() throws -> Int {
        var digits = word[...]
        if digits.hasPrefix("stash@{"), digits.hasSuffix("}") { digits = digits.dropFirst(7).dropLast() }
        guard let number = Int(digits), number >= 0 else {
            throw CommandError(.usage, "'\(word)' is not a stash", hint: "use a number, as in 'at1 stash list'")
        }
        return number
    }
}

/// `at1 stash pop`.
struct StashPop: Command {
    static let configuration = CommandConfiguration(
        commandName: "pop", abstract: "Restore a stash, and drop it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var merging: MergeOptionGroup
    @Flag(help: "Restore the index, too.") var index = false
    @OptionGroup var choice: StashChoice

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try StashWork(choice: choice, index: index, drops: true).execute(options, merging, report.json, console)
    }
}

/// `at1 stash apply`.
struct StashApply: Command {
    static let configuration = CommandConfiguration(commandName: "apply", abstract: "Restore a stash, and keep it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var merging: MergeOptionGroup
    @Flag(help: "Restore the index, too.") var index = false
    @OptionGroup var choice: StashChoice

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try StashWork(choice: choice, index: index, drops: false).execute(options, merging, report.json, console)
    }
}

/// What pop and apply have in common.
private struct StashWork {
    let choice: StashChoice
    let index: Bool
    let drops: Bool

    func execute(
        _ options: GlobalOptions, _ merging: MergeOptionGroup, _ asJSON: Bool, _ console: Console
    ) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        let settings = try merging.settings(access, progress, console)
        let (conflicts, notes) = try access.repository.applyStash(
            choice.number(), drops: drops, withIndex: index, who: access.person(.committer), settings)
        progress.finish()
        let text = MergeText(repository: access.repository, theirs: "the stash")
        if asJSON {
            var object = try text.json(notes, conflicts)
            object["dropped"] = .bool(drops && conflicts.isEmpty)
            console.print(.object(object))
        } else {
            try text.print(notes, conflicts, console)
        }
        guard !conflicts.isEmpty else { return .done }
        console.message("resolve the conflicts and 'at1 add' the files; the stash is kept")
        return .no
    }
}

/// `at1 stash list`.
struct StashList: Command {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the stashes.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let entries = try RepositoryAccess(options).repository.stashes()
        if report.json {
            console.print(
                .array(entries.map { ["number": .integer($0.number), "commit": .object($0.commit.json($0.id))] }))
        } else {
            for entry in entries { console.print("stash@{\(entry.number)}: \(entry.commit.subject)") }
        }
        return .done
    }
}

/// `at1 stash show`.
struct StashShow: Command {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the changes of a stash.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var choice: StashChoice

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let number = try choice.number()
        let entries = try repository.stashes()
        guard number < entries.count, let base = entries[number].commit.parents.first else {
            throw MergeError.noSuchStash(number)
        }
        let changes = Change.between(
            try repository.files(of: repository.objects.commit(base).tree),
            and: try repository.files(of: entries[number].commit.tree))
        if report.json {
            console.print(.array(changes.map(\.json)))
        } else {
            for change in changes { try ChangeText(repository: repository).print(change, console) }
        }
        return .done
    }
}

/// `at1 stash drop`.
struct StashDrop: Command {
    static let configuration = CommandConfiguration(commandName: "drop", abstract: "Drop a stash.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var choice: StashChoice

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let id = try RepositoryAccess(options).repository.dropStash(choice.number())
        if report.json { console.print(["dropped": .string(id.hex)]) }
        console.message("dropped \(id.short)")
        return .done
    }
}
