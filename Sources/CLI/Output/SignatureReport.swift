import Objects
import Store

/// What verify-commit and verify-tag share.
struct SignatureReport {
    static let discussion =
        "Exits with 0 when all are good, 1 when one is bad or missing, 3 when a signer is unknown or revoked."

    private let signers: TrustedSigners
    private let report: ReportOptions
    private let console: Console

    init(_ repository: Repository, _ report: ReportOptions, _ console: Console) throws {
        signers = try TrustAccess.signers(repository)
        self.report = report
        self.console = console
    }

    func check(_ words: [String], _ find: (String) throws -> (ObjectID, (any SignableObject)?)) throws -> ExitStatus {
        var statuses: [ExitStatus] = []
        var list: [JSONValue] = []
        for word in words {
            let (id, object) = try find(word)
            let verdict = object?.verdict(trusting: signers)
            statuses.append(verdict?.status ?? .no)
            if report.json {
                list.append(["name": .string(word), "id": .string(id.hex), "signature": verdict.json])
            } else {
                console.print("\(word) (\(id.short)): \(verdict.map { "\($0)" } ?? "no signature")")
                if let hint = verdict?.hint { console.hint(hint) }
            }
        }
        if report.json { console.print(list.count == 1 ? list[0] : .array(list)) }
        return statuses.contains(.no) ? .no : statuses.first { $0 != .done } ?? .done
    }
}
