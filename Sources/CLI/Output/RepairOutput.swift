import Objects
import Remotes
import Store

/// What `fsck --repair` has done, for people and for programs.
struct RepairOutput {
    private let report: Repair.Report

    init(_ report: Repair.Report) {
        self.report = report
    }

    func print(_ console: Console) {
        for file in report.quarantined { console.print("in quarantine: \(TerminalText.fitted(file, 200))") }
        if report.healedBytes > 0 {
            console.print("reconstructed from parity: \(Figures.bytes(report.healedBytes))")
        }
        if report.parityRewritten > 0 {
            console.print("parity written again: \(Figures.count(report.parityRewritten, "file"))")
        }
        if report.salvaged > 0 {
            console.print("read from damaged packs: \(Figures.count(report.salvaged, "object"))")
        }
        for (source, objects) in report.recovered {
            console.print("recovered from \(TerminalText.fitted(source, 200)): \(Figures.count(objects, "object"))")
        }
        for (source, why) in report.unreachableSources {
            console.print(
                "could not be queried: \(TerminalText.fitted(source, 200)): \(TerminalText.fitted(why, 400))")
        }
        if report.lostUnneeded > 0 {
            console.print("lost, but unreachable: \(Figures.count(report.lostUnneeded, "object"))")
        }
        for (name, lastGood) in report.refs {
            console.print("\(name) is damaged, or its target is lost")
            if let lastGood {
                let call =
                    name.isBranch ? ": 'at1 branch -f \(name.short) \(lastGood.short)', or 'at1 reset' on it" : ""
                console.print("  hint: according to its log, it was last at \(lastGood.hex)\(call)")
            } else {
                console.print("  hint: its log names nothing that still exists; 'at1 reflog' shows HEAD's")
            }
        }
    }

    var json: JSONObject {
        [
            "quarantined": .array(report.quarantined.map { .string($0) }),
            "salvaged": .integer(report.salvaged),
            "healed_bytes": .integer(report.healedBytes),
            "parity_rewritten": .integer(report.parityRewritten),
            "recovered": .array(
                report.recovered.map { ["from": .string($0.source), "objects": .integer($0.objects)] }),
            "not_asked": .array(
                report.unreachableSources.map { ["from": .string($0.source), "why": .string($0.why)] }),
            "lost_unneeded": .integer(report.lostUnneeded),
            "refs": .array(
                report.refs.map { name, lastGood in
                    ["ref": .string(name.text), "last_good": lastGood.map { .string($0.hex) } ?? .null]
                }),
        ]
    }
}
