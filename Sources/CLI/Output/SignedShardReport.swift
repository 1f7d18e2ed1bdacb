import Files
import Objects
import Store

/// The report of a shard in a file: as `--report` writes it, or in the attestation that `--attest` writes.
struct SignedShardReport {
    let path: String
    let report: ShardReport
    /// The SHA-256 of the file.
    let sha256: Digest
    private let attestation: (envelope: Envelope, seconds: Int64)?

    /// - Throws: a ``CommandError`` if the file is anything else.
    init(_ path: String) throws {
        self.path = path
        let bytes = try TextInput.bytes(path)
        sha256 = Digest(of: bytes)
        (report, attestation) = try CommandError.namingReport(path) {
            guard let (envelope, statement) = try CheckReport.attestation(bytes) else {
                return (try ShardReport(CheckReport.object(bytes)), nil)
            }
            let report = try ShardReport(statement.report)
            guard statement.subjects == report.refs else {
                throw DecodeError(.outOfRange, "the subjects of the attestation are not the refs of the report")
            }
            return (report, (envelope, statement.date.seconds))
        }
    }

    /// The verdict on the signature; nil if there is none.
    func verdict(trusting signers: TrustedSigners) -> SignatureVerdict? {
        attestation.map { $0.envelope.verdict(trusting: signers, at: $0.seconds) }
    }
}

/// The report of a check in a file: as `--report` or `--json` writes it, or in an attestation.
enum CheckReport {
    /// The attestation; nil if the file is not one.
    static func attestation(_ bytes: [UInt8]) throws -> (envelope: Envelope, statement: Attestation)? {
        guard try object(bytes)["payloadType"] != nil else { return nil }
        let envelope = try Envelope(parsing: bytes)
        return (envelope, try Attestation(envelope))
    }

    static func object(_ bytes: [UInt8]) throws -> JSONObject {
        guard case .object(let object) = try JSONValue(parsing: bytes) else {
            throw DecodeError(.wrongType, "it is not a JSON object")
        }
        return object
    }

    /// What the refs named when a whole check found nothing wrong: of one report, or a joint one.
    ///
    /// - Parameter executing: whether recipes must have been executed.
    /// - Throws: a ``CommandError`` if the file is anything else.
    static func roots(of path: String, executing: Bool) throws -> [ObjectID] {
        let bytes = try TextInput.bytes(path)
        return try CommandError.namingReport(path) {
            let object = try attestation(bytes)?.statement.report ?? object(bytes)
            var fields = try JSONFields(.object(object), "report")
            let isWhole: Bool
            if object["shard"] != nil {
                let report = try ShardReport(object)
                fields = try JSONFields(fields.get("shard"), "report.shard")
                isWhole = report.shard == .whole && report.isComplete
            } else {
                isWhole = fields.find("shards") != nil
            }
            guard isWhole, object["ok"] == true, object["executes"] == true || !executing else {
                throw DecodeError(
                    .outOfRange, "it is not about everything, found problems, or executed less than this check")
            }
            var roots: [ObjectID] = []
            for value in try fields.array("refs") {
                var ref = try JSONFields(value, "report.refs")
                roots.append(ObjectID(try ref.digest("id")))
            }
            return Set(roots).sorted()
        }
    }
}

extension CommandError {
    /// Runs `body`; an error in the bytes of a report is one of usage.
    fileprivate static func namingReport<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DecodeError {
            throw CommandError(
                .usage, "'\(path)' is not a report that can be used here: \(error)",
                hint: "'at1 fsck --report FILE' writes one")
        }
    }
}
