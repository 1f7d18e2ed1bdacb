/// A statement of the result of checking a repository: an in-toto Statement v1 in a DSSE envelope (docs/format.md
/// §9.5).
public struct Attestation: Hashable, Sendable {
    /// A ref, and the commit or tag that it named.
    public struct Subject: Hashable, Sendable {
        public let ref: RefName
        public let id: ObjectID

        public init(ref: RefName, id: ObjectID) {
            self.ref = ref
            self.id = id
        }
    }

    /// In the order of the refs' names.
    public let subjects: [Subject]
    /// When the check ended, to the second.
    public let date: UTCDate
    /// The program that checked.
    public let verifier: String
    /// The report, as `fsck --json` prints it.
    public let report: JSONObject

    public static let payloadType = "application/vnd.in-toto+json"
    static let statementType = "https://in-toto.io/Statement/v1"
    static let predicateType = "urn:at1:fsck-report:v1"

    public init(subjects: [Subject], date: UTCDate, verifier: String, report: JSONObject) {
        self.subjects = subjects.sorted { $0.ref < $1.ref }
        self.date = date
        self.verifier = verifier
        self.report = report
    }

    /// Whether the report states that no problem was found.
    public var isClean: Bool { report["ok"] == .bool(true) }

    /// The statement: canonical JSON.
    public var payload: [UInt8] {
        let value: JSONValue = [
            "_type": .string(Self.statementType),
            "subject": .array(
                subjects.map { ["name": .string($0.ref.text), "digest": ["sha256": .string($0.id.hex)]] }),
            "predicateType": .string(Self.predicateType),
            "predicate": [
                "finishedOn": .string(date.text), "verifier": .string(verifier), "report": .object(report),
            ],
        ]
        return value.canonicalBytes
    }

    /// The statement in an envelope, signed with `key`.
    public func signed(with key: SigningKey) -> Envelope {
        Envelope(payloadType: Self.payloadType, payload: payload, signedBy: key)
    }

    /// Reads the statement of an envelope strictly. Does not check the signature.
    public init(_ envelope: Envelope) throws(DecodeError) {
        guard envelope.payloadType == Self.payloadType else {
            throw DecodeError(
                .outOfRange, "the envelope holds '\(envelope.payloadType.prefix(80))' and not an in-toto statement")
        }
        var statement = try JSONFields(JSONValue(canonical: envelope.payload), "statement")
        guard try statement.string("_type") == Self.statementType else {
            throw DecodeError(.outOfRange, "statement._type is not \(Self.statementType)")
        }
        guard try statement.string("predicateType") == Self.predicateType else {
            throw DecodeError(.outOfRange, "statement.predicateType is not \(Self.predicateType)")
        }
        var subjects: [Subject] = []
        for value in try statement.array("subject") {
            var fields = try JSONFields(value, "statement.subject")
            let ref = try RefName(try fields.string("name"))
            var digest = try fields.fields("digest")
            subjects.append(Subject(ref: ref, id: ObjectID(try digest.digest("sha256"))))
            try digest.end()
            try fields.end()
            guard subjects.dropLast().last.map({ $0.ref < ref }) ?? true else {
                throw DecodeError(.order, "the statement's subjects are not in order of their names")
            }
        }
        self.subjects = subjects
        var predicate = try statement.fields("predicate")
        guard let date = UTCDate(parsing: try predicate.string("finishedOn")) else {
            throw DecodeError(.syntax, "statement.predicate.finishedOn is not a date")
        }
        self.date = date
        verifier = try predicate.string("verifier")
        report = try predicate.object("report")
        try predicate.end()
        try statement.end()
    }
}
