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
        do {
            var fields = try JSONFields(JSONValue(parsing: bytes), "report")
            if fields.find("payloadType") != nil {
                let envelope = try Envelope(parsing: bytes)
                let statement = try Attestation(envelope)
                report = try ShardReport(statement.report)
                guard statement.subjects == report.refs else {
                    throw DecodeError(.outOfRange, "the subjects of the attestation are not the refs of the report")
                }
                attestation = (envelope, statement.date.seconds)
            } else if case .object(let object) = try JSONValue(parsing: bytes) {
                report = try ShardReport(object)
                attestation = nil
            } else {
                throw DecodeError(.wrongType, "it is not a JSON object")
            }
        } catch let error as DecodeError {
            throw CommandError(
                .usage, "'\(path)' is not the report of a shard: \(error)",
                hint: "'at1 fsck --shard K/N --report FILE' writes one")
        }
    }

    /// The verdict on the signature; nil if there is none.
    func verdict(trusting signers: TrustedSigners) -> SignatureVerdict? {
        attestation.map { $0.envelope.verdict(trusting: signers, at: $0.seconds) }
    }
}
