import ArgumentParser
import Objects
import Store

/// `at1 prune`: removes unreachable objects.
struct PruneCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove unreachable objects.",
        discussion: """
            Unlike gc, it joins and compresses nothing. Objects that refs, HEAD, the index, logs or the record of \
            operations lead to are not unreachable: with --expire-logs, entries that are older than that do not count, \
            and are removed; what they name can no longer be undone.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(
        help: ArgumentHelp(
            "Retain unreachable objects that were stored less than this time ago: 12h, 14d, 4w, or now; 14d by default.",
            valueName: "time"),
        transform: TimeSpan.seconds)
    var grace = Prune.Options().grace
    @Option(
        name: .customLong("expire-logs"),
        help: ArgumentHelp(
            "Remove entries of logs and operations that are older than this; 90d by default.", valueName: "time"),
        transform: TimeSpan.seconds)
    var logAge = Prune.Options().logAge
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only report what would be removed.")
    var dryRun = false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        var prune = Prune.Options()
        (prune.grace, prune.logAge, prune.isDryRun) = (grace, logAge, dryRun)
        let result = try Prune(RepositoryAccess(options).repository, prune).run()
        if report.json {
            console.print([
                "objects": .integer(result.objects), "bytes": .integer(result.bytes),
                "bytes_before": .integer(result.bytesBefore), "bytes_after": .integer(result.bytesAfter),
                "dry_run": .bool(dryRun),
            ])
        } else {
            let objects = "\(Figures.count(result.objects, "unreachable object")) (\(Figures.short(result.bytes)))"
            console.report(
                dryRun
                    ? "would remove \(objects)"
                    : "removed \(objects): packs had \(Figures.short(result.bytesBefore)), and have \(Figures.short(result.bytesAfter)) now"
            )
        }
        return .done
    }
}
