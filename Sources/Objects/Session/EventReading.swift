/// A human-readable view of an event: who did what to whom, taken from a payload without a schema.
public struct EventReading: Hashable, Sendable {
    /// The agents that acted; empty if the payload names none.
    public let agents: [String]
    /// Who approved, in an approval or a review.
    public let approver: String?
    /// The agents that a handoff goes to.
    public let targets: [String]
    /// The tool, the skill, the model.
    public let action: String?
    /// The path or the resource.
    public let subject: String?
    public let note: String?
    public let grant: GrantMention?
    /// The bytes of a file that was written or read.
    public let size: UInt64?
    /// The SHA-256 of a file.
    public let digest: Digest?

    public init(_ event: ReplayEvent) {
        let payload = (try? event.payload.object()) ?? JSONObject()
        let isHandoff = event.kind == .handoffStart || event.kind == .handoffEnd
        agents = payload.texts(.agent)
        approver = event.kind == .scopeApprove || event.kind == .eval ? payload.text(.approver) : nil
        targets = isHandoff ? payload.texts(.target) : []
        action = payload.text(.action)
        subject = payload.text(.subject)
        note = payload.text(.note)
        grant = GrantMention(payload, at: event.timestamp)
        size = payload.number(.size)
        digest = payload.first(.digest) { value in
            guard case .string(let string) = value else { return nil }
            let text = string.text[...]
            return Digest(hex: text.hasPrefix("sha256:") ? text.dropFirst("sha256:".count) : text)
        }
    }
}

/// A grant as an event describes it. It is not verified here.
public struct GrantMention: Hashable, Sendable {
    public let id: String
    /// How long it is valid, in seconds.
    public let lifetime: UInt64?
    public let audience: String?

    /// The grant that a payload names by its id, or contains as an object or as a token; `time` in milliseconds.
    init?(_ payload: JSONObject, at time: UInt64) {
        let found = payload.first(.grant) { (value) -> GrantMention? in
            switch value {
            case .string(let string) where !string.text.isEmpty: GrantMention(text: string.text, payload, at: time)
            case .object(let object): GrantMention(object, at: time)
            default: nil
            }
        }
        guard let found else { return nil }
        self = found
    }

    private init(text: String, _ payload: JSONObject, at time: UInt64) {
        if text.utf8.contains(UInt8(ascii: ".")), let token = try? SealedToken(parsing: text.utf8),
            let grant = try? Grant(parsing: token.payload)
        {
            id = grant.grantID
            lifetime = grant.lifetime
            audience = grant.audience
            return
        }
        id = text
        let expiry = payload.number(.expiry).flatMap { $0 > time / 1000 ? $0 - time / 1000 : nil }
        lifetime = payload.number(.lifetime) ?? expiry
        audience = payload.text(.audience)
    }
}
