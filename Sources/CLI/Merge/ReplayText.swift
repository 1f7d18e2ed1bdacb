import Objects
import Packs
import Store

/// The outcome of a cherry-pick, revert or rebase, in words.
struct ReplayText {
    let repository: Repository
    let kind: InProgress.Kind

    func tell(_ report: ReplayReport, asJSON: Bool, _ console: Console) throws -> ExitStatus {
        let theirs = report.stop?.commit.short ?? "the commit"
        let text = MergeText(repository: repository, theirs: theirs)
        if asJSON {
            console.print(.object(try json(report)))
        } else {
            for (_, id) in report.made { console.report("[\(id.short)] \(try repository.objects.commit(id).subject)") }
            for id in report.dropped {
                console.report("left out \(id.short): its change is present already, or was skipped")
            }
            try text.print(report.notes, report.stop?.conflicts ?? [], console)
        }
        guard let stop = report.stop else { return status(report) }
        console.message(
            "stopped at \(stop.commit.short): resolve, 'at1 add' the files, and 'at1 \(kind.rawValue) --continue'; or --skip, or --abort"
        )
        return .no
    }

    func status(_ report: ReplayReport) -> ExitStatus { report.stop == nil ? .done : .no }

    func json(_ report: ReplayReport) throws -> JSONObject {
        let text = MergeText(repository: repository, theirs: report.stop?.commit.short ?? "the commit")
        var object = try text.json(report.notes, report.stop?.conflicts ?? [])
        object["result"] = report.stop == nil ? "done" : "conflicts"
        object["head"] = report.head.map { .string($0.hex) } ?? .null
        object["commits"] = .array(report.made.map { ["from": .string($0.from.hex), "to": .string($0.to.hex)] })
        object["dropped"] = .array(report.dropped.map { .string($0.hex) })
        object["stopped_at"] = report.stop.map { .string($0.commit.hex) } ?? .null
        return object
    }
}
