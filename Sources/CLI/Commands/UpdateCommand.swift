import ArgumentParser
import Computations
import Objects
import Store

/// `at1 update`: makes stale computed files again.
struct UpdateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Run programs again whose inputs have changed, and stage their outputs.",
        discussion: "Dependencies run first. Independent programs run in parallel.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.short, .long], help: "Dry run: only say what would run.") var dryRun = false
    @Flag(help: "Also run programs that were recorded in an environment other than this machine's.") var environment =
        false
    @Flag(name: .shortAndLong, help: "Also overwrite outputs that were changed by hand.") var force = false
    @Argument(help: "Files and folders; all by default.", transform: Word.path) var paths: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let wanted = try access.paths(paths)
        let index = try access.repository.index()
        for (path, word) in zip(wanted, paths) {
            if let path, index.entries(within: path).isEmpty { throw WorkTreeError.notFound(word) }
        }
        let plan = try Update.plan(
            access.repository, within: wanted, environments: environment, force: force)
        if dryRun {
            if report.json {
                console.print(
                    .array(plan.map { ["arguments": .array($0.computation.arguments.map { .string($0) })] }))
            } else {
                for stale in plan { console.print(ComputationText.command(stale.computation)) }
            }
            return .done
        }
        let executor = try CompositionRoot.executor(of: access.repository)
        var recording = RecordingOptions()
        recording.output = report.json || options.quiet ? 2 : 1
        recording.trust = ComputationAccess.recordedTrust
        var whole = Recorder.Report()
        try Update(access.repository, executor, recording).run(plan) { done in
            whole.results += done.results
            whole.outputs += done.outputs
            (whole.notVaried, whole.hasNoNamespaces) = (done.notVaried, done.hasNoNamespaces)
        }
        if plan.isEmpty { console.message("everything is up to date") }
        return RunOutput(report: report, console: console).print(whole)
    }
}
