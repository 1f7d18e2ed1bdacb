import ArgumentParser
import Objects
import Packs
import Store

/// `at1 gc`: joins packs and removes unreachable objects.
struct GarbageCollectionCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Join packs, compress them as well as xz, and remove unreachable objects.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(
        help: ArgumentHelp(
            "Remove unreachable objects that are this many days old, or now; 14 by default.", valueName: "days"))
    var prune: String?
    @Flag(help: "Compress again what an earlier gc has compressed.") var recompress = false

    @Option(
        help: ArgumentHelp(
            "Add this share of parity to packs, from which a repair reconstructs damaged bytes; 0% for none.",
            valueName: "percent"))
    var parity: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let progress = Progress("packing", options)
        var gcOptions = GarbageCollection.Options()
        gcOptions.recompress = recompress
        gcOptions.progress = { progress.show($0, of: $1) }
        if let parity {
            guard let share = ParityShare(parity) else {
                throw CommandError(.usage, "--parity takes a share like 5% or 2.5%, at most 100%")
            }
            gcOptions.parity = share
        }
        if let prune {
            guard let days = prune == "now" ? 0 : Int64(prune), (0...100_000).contains(days) else {
                throw CommandError(.usage, "--prune takes a number of days, or now")
            }
            gcOptions.pruneAge = days * 86_400
        }
        let result = try GarbageCollection(repository, gcOptions).run()
        progress.finish()
        if report.json {
            console.print([
                "packs_before": .integer(result.packsBefore), "packs_after": .integer(result.packsAfter),
                "bytes_before": .integer(result.bytesBefore), "bytes_after": .integer(result.bytesAfter),
                "objects": .integer(result.objects), "pruned": .integer(result.pruned),
                "parity_bytes": .integer(result.parityBytes),
            ])
        } else {
            console.report(
                "\(Figures.count(result.objects, "object")): \(Figures.short(result.bytesBefore)) in \(Figures.count(result.packsBefore, "pack")) before, \(Figures.short(result.bytesAfter)) in \(Figures.count(result.packsAfter, "pack")) now"
            )
            if result.parityBytes > 0 { console.report("\(Figures.short(result.parityBytes)) of parity beside them") }
            if result.pruned > 0 {
                console.report("pruned \(Figures.count(result.pruned, "object")) that nothing led to")
            }
        }
        return .done
    }
}
