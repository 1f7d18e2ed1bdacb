import ArgumentParser
import Objects
import Store

/// The options of cherry-pick, revert and rebase to continue or abandon what has stopped.
struct ResumeOptions: ParsableArguments {
    @Flag(name: .customLong("continue"), help: "Continue after conflicts are resolved.") var goOn = false
    @Flag(help: "Skip the commit that conflicts, and continue.") var skip = false
    @Flag(help: "Abort, and restore the state before the operation.") var abort = false

    var isAsked: Bool { goOn || skip || abort }

    func execute(
        _ kind: InProgress.Kind, _ access: RepositoryAccess, _ settings: MergeSettings, asJSON: Bool, _ console: Console
    ) throws -> ExitStatus {
        guard [goOn, skip, abort].count(where: { $0 }) == 1 else {
            throw CommandError(.usage, "--continue, --skip and --abort exclude each other")
        }
        if abort { return try access.abort(kind, settings, asJSON: asJSON, console) }
        let repository = access.repository
        let who = try access.authorship()
        let report = try goOn ? repository.resume(kind, who, settings) : repository.skip(kind, who, settings)
        return try ReplayText(repository: repository, kind: kind).tell(report, asJSON: asJSON, console)
    }
}

extension RepositoryAccess {
    /// Abandons what has stopped, and says so.
    func abort(
        _ kind: InProgress.Kind, _ settings: MergeSettings, asJSON: Bool, _ console: Console
    ) throws -> ExitStatus {
        let operation = try repository.abort(kind, who: person(.committer), settings.checkout)
        if asJSON { console.print(["aborted": .string(kind.rawValue), "head": .string(operation.start.hex)]) }
        console.message("\(operation) was aborted; HEAD is at \(operation.start.short)")
        return .done
    }
}
