import ArgumentParser
import Objects
import Store

/// `at1 remote add`
struct RemoteAdd: Command {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Name another repository.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: [.customShort("f"), .customLong("fetch")], help: "Fetch from it at once.") var fetches = false
    @OptionGroup var fetch: FetchOptions
    @Argument(help: "What to call it.") var name: String
    @Argument(help: "Where it is.") var url: String

    func execute(_ console: Console) throws -> ExitStatus {
        try RepositoryAccess(options).repository.addRemote(name, url: url)
        guard fetches else { return .done }
        let access = try RepositoryAccess(options)
        let remote = try access.remote(name)
        let progress = Progress("receiving", options)
        defer { progress.finish() }
        let result = try Fetch(
            access.repository, remote, who: access.person(.committer),
            fetch.options(access, access.repository.configuration, progress)
        ).run()
        TransferText.print(result, from: remote.label, console)
        return .done
    }
}

/// `at1 remote remove`
struct RemoteRemove: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a remote, and what was fetched from it.", aliases: ["rm"])

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Its name.") var name: String

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        try access.repository.removeRemote(name, who: access.person(.committer))
        return .done
    }
}

/// `at1 remote rename`
struct RemoteRename: Command {
    static let configuration = CommandConfiguration(commandName: "rename", abstract: "Call a remote by another name.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Its name.") var old: String
    @Argument(help: "Its name from now on.") var new: String

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        try access.repository.renameRemote(old, to: new, who: access.person(.committer))
        return .done
    }
}

/// `at1 remote set-url`
struct RemoteSetURL: Command {
    static let configuration = CommandConfiguration(commandName: "set-url", abstract: "Say where a remote is now.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Where to push to only.") var push = false
    @Argument(help: "Its name.") var name: String
    @Argument(help: "Where it is.") var url: String

    func execute(_ console: Console) throws -> ExitStatus {
        try RepositoryAccess(options).repository.setURL(of: name, to: url, forPush: push)
        return .done
    }
}
