import ArgumentParser
import GitFilter
import Objects
import Remotes
import Store

/// `at1 git push`: sends an at1 remote the objects that git's commits need.
struct GitPushCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send a remote the objects that git's history and index point to.",
        discussion:
            "The remote is a bare at1 repository: a path, ssh://, or s3://. Recipes need no push: git stores them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The remote; the setting at1.remote of git by default.", transform: Word.path) var remote: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let workspace = try GitWorkspace(options)
        let objects = try GitHistoryPointers.all().compactMap(\.object)
        let result = try GitObjects(workspace, options).push(objects, to: remote)
        if report.json {
            console.print([
                "needed": .integer(objects.count), "objects": .integer(result?.objects ?? 0),
                "bytes": .integer(result?.bytes ?? 0),
            ])
        }
        if let result, !result.changes.isEmpty {
            console.message("\(Figures.count(result.objects, "object")), \(Figures.short(result.bytes))")
        } else {
            console.message("everything up to date")
        }
        return .done
    }
}

/// `at1 git fetch`: fetches the objects of an at1 remote.
struct GitFetchCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Fetch the objects that a remote has.",
        discussion: "A checkout does this automatically if git's setting at1.remote names the remote.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The remote; the setting at1.remote of git by default.", transform: Word.path) var remote: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let result = try GitObjects(GitWorkspace(options), options).fetch(from: remote)
        if report.json {
            console.print(["objects": .integer(result.objects), "bytes": .integer(result.bytes)])
        }
        console.message(
            result.changes.isEmpty
                ? "everything up to date" : "\(Figures.count(result.objects, "object")), \(Figures.short(result.bytes))"
        )
        return .done
    }
}
