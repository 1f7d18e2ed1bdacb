import Objects
import Store

/// The report of one shard of a check, as it was read: untrusted, and checked member by member.
struct ShardReport {
    let shard: Shard
    let plan: Digest
    let packs: Digest
    let refs: [Attestation.Subject]
    let units: UInt64
    let done: UInt64
    /// The whole report.
    private let object: JSONObject
    /// What the shard alone has found of the members that every shard counts.
    private let own: [String: UInt64]

    /// Members that are the same in every shard, since they are about the structure.
    private static let shared = ["objects", "packs", "unreachable", "absent", "executes", "since"]
    /// Members that each shard counts for itself.
    private static let sums = ["executed", "bytes_reproduced", "computations_executed", "computations_waiting"]
    /// Members that count the structure, and what the shard alone has found.
    private static let mixed = ["bytes_hashed", "sessions", "sessions_verified"]
    /// Lists; what is about the structure is in those of every shard.
    private static let lists = ["problems", "signatures", "artifacts", "missing_artifacts"]

    var isComplete: Bool { done == units }
    var isClean: Bool { object["ok"] == .bool(true) }

    /// The members that are the same in every shard.
    var structure: JSONObject {
        var structure = JSONObject()
        for key in Self.shared { structure[key] = object[key] }
        return structure
    }

    init(_ object: JSONObject) throws(DecodeError) {
        self.object = object
        var fields = try JSONFields(.object(object), "report")
        try Self.checkStructure(&fields)
        for key in Self.sums + Self.mixed { _ = try fields.unsigned(key) }
        for problem in try fields.array("problems") { try Self.check(problem: problem) }
        for signature in try fields.array("signatures") { try Self.check(signature: signature) }
        for key in ["artifacts", "missing_artifacts"] {
            for artifact in try fields.array(key) { try Self.check(artifact: artifact) }
        }
        guard case .bool(let isClean) = try fields.get("ok"), isClean == (object["problems"] == []) else {
            throw DecodeError(.outOfRange, "report.ok does not agree with report.problems")
        }
        var share = try fields.fields("shard")
        try fields.end()
        let (number, count) = (try share.unsigned("number"), try share.unsigned("count"))
        guard let shard = Shard(Int(clamping: number), of: Int(clamping: count)) else {
            throw DecodeError(.outOfRange, "there is no shard \(number)/\(count)")
        }
        self.shard = shard
        plan = try share.digest("plan")
        packs = try share.digest("packs")
        refs = try Self.refs(&share)
        units = try share.unsigned("units")
        done = try share.unsigned("done")
        guard done <= units else { throw DecodeError(.outOfRange, "\(done) of \(units) units are done") }
        var own: [String: UInt64] = [:]
        for key in Self.mixed {
            let value = try share.unsigned(key)
            guard let all = object[key]?.unsignedInteger, value <= all else {
                throw DecodeError(.outOfRange, "report.shard.\(key) is more than report.\(key)")
            }
            own[key] = value
        }
        self.own = own
        try share.end()
    }

    /// Where a later check of the same shard begins.
    var beginning: FsckBeginning { FsckBeginning(shard: shard, plan: plan, done: Int(clamping: done)) }

    // MARK: Joining

    /// One report of several that are about the same structure, without their shards.
    static func joined(_ reports: [ShardReport]) -> JSONObject {
        guard var joined = reports.first?.structure else { return JSONObject() }
        func sum(_ values: some Sequence<UInt64>) -> UInt64 { values.total { $0 } }
        for key in sums { joined[key] = .integer(sum(reports.map { $0.count(key) })) }
        for key in mixed {
            let structure = reports[0].count(key) - (reports[0].own[key] ?? 0)
            joined[key] = .integer(sum(reports.map { $0.own[key] ?? 0 } + [structure]))
        }
        for key in lists {
            var met: Set<JSONValue> = []
            let all = reports.flatMap { $0.list(key) }
            joined[key] = .array(all.filter { met.insert($0).inserted })
        }
        joined["ok"] = .bool(joined["problems"] == [])
        return joined
    }

    /// The report of a check that has continued this one: what both have found.
    func continued(by object: JSONObject) throws -> JSONObject {
        let later = try ShardReport(object)
        var joined = Self.joined([self, later])
        guard case .object(var share)? = object["shard"] else { return joined }
        for key in Self.mixed {
            share[key] = .integer([self, later].total { $0.own[key] ?? 0 })
        }
        joined["shard"] = .object(share)
        return joined
    }

    private func count(_ key: String) -> UInt64 { object[key]?.unsignedInteger ?? 0 }

    private func list(_ key: String) -> [JSONValue] {
        guard case .array(let elements)? = object[key] else { return [] }
        return elements
    }
}

// MARK: Checking

extension ShardReport {
    private static func checkStructure(_ fields: inout JSONFields) throws(DecodeError) {
        var objects = try fields.fields("objects")
        for kind in ObjectKind.allCases { _ = try objects.unsigned(kind.rawValue) }
        try objects.end()
        for key in ["packs", "unreachable"] { _ = try fields.unsigned(key) }
        try checkIdentities(try fields.array("absent"), "report.absent")
        if let value = fields.find("since") {
            var since = try JSONFields(value, "report.since")
            try checkIdentities(try since.array("roots"), "report.since.roots")
            if let part = try since.stringOrNull("share"), Shard(parsing: part) == nil {
                throw DecodeError(.outOfRange, "report.since.share is not K/N")
            }
            try since.end()
        }
        guard case .bool = try fields.get("executes") else {
            throw DecodeError(.wrongType, "report.executes is neither true nor false")
        }
    }

    private static func refs(_ fields: inout JSONFields) throws(DecodeError) -> [Attestation.Subject] {
        var refs: [Attestation.Subject] = []
        for value in try fields.array("refs") {
            var fields = try JSONFields(value, "report.shard.refs")
            refs.append(
                Attestation.Subject(
                    ref: try RefName(try fields.string("ref")), id: ObjectID(try fields.digest("id"))))
            try fields.end()
        }
        for (a, b) in zip(refs, refs.dropFirst()) where a.ref >= b.ref {
            throw DecodeError(.order, "report.shard.refs is not in order of names")
        }
        return refs
    }

    private static func check(problem: JSONValue) throws(DecodeError) {
        var fields = try JSONFields(problem, "report.problems")
        try checkObject(&fields, mayBeNull: true)
        for key in ["code", "what", "mend"] { _ = try fields.string(key) }
        for path in try fields.array("paths") {
            guard case .string = path else { throw DecodeError(.wrongType, "a path is not a string") }
        }
        try checkIdentities(try fields.array("commits"), "report.problems.commits")
        try checkRefs(&fields)
        try fields.end()
    }

    private static func check(signature: JSONValue) throws(DecodeError) {
        var fields = try JSONFields(signature, "report.signatures")
        try checkObject(&fields)
        try checkRefs(&fields)
        _ = try fields.string("verdict")
        for key in ["signer", "key", "fingerprint", "revoked_from"] { _ = try fields.findString(key) }
        try fields.end()
    }

    private static func check(artifact: JSONValue) throws(DecodeError) {
        var fields = try JSONFields(artifact, "report.artifacts")
        _ = try fields.digest("session")
        _ = try fields.unsigned("idx")
        _ = try fields.stringOrNull("name")
        _ = try fields.digest("sha256")
        _ = try fields.stringOrNull("object")
        try fields.end()
    }

    private static func checkObject(_ fields: inout JSONFields, mayBeNull: Bool = false) throws(DecodeError) {
        let id = try fields.stringOrNull("object")
        let kind = try fields.stringOrNull("kind")
        guard id == nil ? mayBeNull : id.flatMap({ ObjectID(hex: $0) }) != nil else {
            throw DecodeError(.wrongType, "an object is not an identity")
        }
        guard kind == nil ? mayBeNull : kind.flatMap({ ObjectKind(rawValue: $0) }) != nil else {
            throw DecodeError(.wrongType, "a kind is not one of objects")
        }
    }

    private static func checkRefs(_ fields: inout JSONFields) throws(DecodeError) {
        for value in try fields.array("refs") {
            guard case .string(let text) = value else { throw DecodeError(.wrongType, "a ref is not a string") }
            _ = try RefName(text.text)
        }
    }

    private static func checkIdentities(_ values: [JSONValue], _ name: String) throws(DecodeError) {
        for value in values {
            guard case .string(let text) = value, ObjectID(hex: text.text) != nil else {
                throw DecodeError(.wrongType, "\(name) has an element that is not an identity")
            }
        }
    }
}
