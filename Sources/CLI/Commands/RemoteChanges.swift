import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 remote add`
struct RemoteAdd: Command {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a remote.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customShort("f"), .customLong("fetch")], help: "Fetch from it at once.") var fetches = false
    @OptionGroup var fetch: FetchOptions
    @Argument(help: "The name.") var name: String
    @Argument(help: "The address.") var url: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try RepositoryAccess(options).repository.addRemote(name, url: url)
        guard fetches else {
            if report.json { console.print(["name": .string(name), "url": .string(url)]) }
            return .done
        }
        let access = try RepositoryAccess(options)
        let remote = try access.remote(name)
        let progress = Progress("receiving", options)
        defer { progress.finish() }
        let result = try Fetch(
            access.repository, remote, who: access.person(.committer),
            fetch.options(access, access.repository.configuration, progress)
        ).run()
        progress.finish()
        if report.json {
            console.print([
                "name": .string(name), "url": .string(url), "fetch": .object(TransferText.json(result)),
            ])
        }
        TransferText.print(result, from: remote.label, console)
        return .done
    }
}

/// `at1 remote remove`
struct RemoteRemove: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a remote and its remote-tracking refs.", aliases: ["rm"])

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The name.") var name: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        try access.repository.removeRemote(name, who: access.person(.committer))
        if report.json { console.print(["removed": .string(name)]) }
        return .done
    }
}

/// `at1 remote rename`
struct RemoteRename: Command {
    static let configuration = CommandConfiguration(commandName: "rename", abstract: "Rename a remote.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The name.") var old: String
    @Argument(help: "The new name.") var new: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        try access.repository.renameRemote(old, to: new, who: access.person(.committer))
        if report.json { console.print(["old": .string(old), "new": .string(new)]) }
        return .done
    }
}

/// `at1 remote set-url`
struct RemoteSetURL: Command {
    static let configuration = CommandConfiguration(commandName: "set-url", abstract: "Change the address of a remote.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Change only the address for pushes.") var push = false
    @Argument(help: "The name.") var name: String
    @Argument(help: "The address.") var url: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try RepositoryAccess(options).repository.setURL(of: name, to: url, forPush: push)
        if report.json { console.print(["name": .string(name), push ? "push_url" : "url": .string(url)]) }
        return .done
    }
}
