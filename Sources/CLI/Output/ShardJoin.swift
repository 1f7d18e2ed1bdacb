import Engine
import Objects
import Store

/// The reports of several shards, compared with each other and made into one.
struct ShardJoin {
    /// Why the reports are not one check.
    private struct Fault {
        /// The fault, for a program.
        let word: String
        /// The shard that it is about; nil if there is none.
        var shard: Int?
        let what: String
    }

    private let reports: [SignedShardReport]
    private let verdicts: [SignatureVerdict?]
    private var faults: [Fault] = []

    init(_ paths: [String], _ options: GlobalOptions, requiresSigned: Bool) throws {
        reports = try paths.map { try SignedShardReport($0) }
        let signers = try TrustAccess.signers(RepositoryAccess.find(options)?.repository)
        verdicts = reports.map { $0.verdict(trusting: signers) }
        checkWork()
        checkCover()
        for (report, verdict) in zip(reports, verdicts) {
            let isAccepted = requiresSigned ? verdict?.isTrusted == true : verdict != .bad
            guard !isAccepted else { continue }
            add("signature", report, "the signature of '\(report.path)': \(verdict.line)")
        }
    }

    private mutating func add(_ word: String, _ report: SignedShardReport, _ what: String) {
        faults.append(Fault(word: word, shard: report.report.shard.number, what: what))
    }

    /// Whether all are about the same work on the same store.
    private mutating func checkWork() {
        guard let first = reports.first else { return }
        for report in reports.dropFirst() {
            let (a, b) = (first.report, report.report)
            let what: String
            if a.shard.count != b.shard.count {
                what = "is of \(b.shard.count) shards, and not of \(a.shard.count)"
            } else if a.refs != b.refs {
                what = "is of other refs"
            } else if a.packs != b.packs {
                what = "is of another store"
            } else if a.plan != b.plan {
                what = "is of other work"
            } else if a.structure != b.structure {
                what = "differs in what every shard counts"
            } else {
                continue
            }
            add("differs", report, "'\(report.path)' \(what): compared with '\(first.path)'")
        }
    }

    /// Whether every shard is there, once and complete.
    private mutating func checkCover() {
        guard let count = reports.first?.report.shard.count else { return }
        var met: [Int: String] = [:]
        for report in reports where report.report.shard.count == count {
            let number = report.report.shard.number
            if let other = met.updateValue(report.path, forKey: number) {
                add("duplicate", report, "shard \(number) is in '\(other)' and in '\(report.path)'")
            }
            if !report.report.isComplete {
                let left = report.report.units - report.report.done
                add(
                    "incomplete", report,
                    "shard \(number) is not complete: \(left) of \(report.report.units) units left")
            }
        }
        for number in 1...count where met[number] == nil {
            faults.append(Fault(word: "missing", shard: number, what: "shard \(number) of \(count) is missing"))
        }
    }

    func print(_ report: ReportOptions, _ attestation: AttestationOptions, _ console: Console) throws -> ExitStatus {
        guard faults.isEmpty, let first = reports.first else {
            printFaults(report, console)
            return .no
        }
        let statement = try attestation.open(console)
        let key = try attestation.key(console)
        var joined = ShardReport.joined(reports.map(\.report))
        joined["shards"] = .array(
            zip(reports, verdicts).sorted { $0.0.report.shard.number < $1.0.report.shard.number }.map {
                report, verdict in
                [
                    "number": .integer(report.report.shard.number), "sha256": .string(report.sha256.hex),
                    "signature": verdict.json,
                ]
            })
        joined["refs"] = .array(
            first.report.refs.map { ["ref": .string($0.ref.text), "id": .string($0.id.hex)] })
        try attestation.write(joined, of: first.report.refs, key: key, to: statement)
        if report.json { console.print(.object(joined)) } else { print(joined, console) }
        return joined["ok"] == .bool(true) ? .done : .no
    }

    private func printFaults(_ report: ReportOptions, _ console: Console) {
        if report.json {
            console.print([
                "ok": false,
                "faults": .array(
                    faults.map { fault in
                        [
                            "fault": .string(fault.word), "what": .string(fault.what),
                            "shard": fault.shard.map { .integer($0) } ?? .null,
                        ]
                    }),
            ])
            return
        }
        for fault in faults.prefix(100) { console.print("\(fault.word): \(fault.what)") }
        if faults.count > 100 { console.print("and \(Figures.count(faults.count - 100, "more fault"))") }
    }

    private func print(_ joined: JSONObject, _ console: Console) {
        var problems: [JSONValue] = []
        if case .array(let found)? = joined["problems"] { problems = found }
        for case .object(let problem) in problems {
            guard case .string(let code)? = problem["code"], case .string(let what)? = problem["what"] else { continue }
            console.print("\(TerminalText.fitted(code.text, 80)): \(TerminalText.fitted(what.text, 400))")
            guard case .array(let paths)? = problem["paths"] else { continue }
            for case .string(let path) in paths.prefix(8) { console.print("  touches \(path.text)") }
        }
        func count(_ key: String) -> UInt64 { joined[key]?.unsignedInteger ?? 0 }
        console.print("\(Figures.count(reports.count, "shard")), each once, of the same store")
        console.print("\(Figures.bytes(count("bytes_hashed"))) hashed again")
        console.print(
            "\(Figures.count(count("executed"), "recipe")) executed: \(Figures.bytes(count("bytes_reproduced"))) reproduced"
        )
        console.print(problems.isEmpty ? "everything is right" : Figures.count(problems.count, "problem"))
    }
}
