/// The member names under which payloads state who, what and where.
///
/// A payload has no schema. These are the names that runtimes use, in the order in which they are tried; the timelines
/// of the terminal and of the page use the same list.
public enum EventVocabulary: String, CaseIterable, Sendable {
    case agent, approver, target, action, subject, note, grant, lifetime, expiry, audience, size, digest, receipt
    /// The outcome of a run, if its last events state it.
    case outcome, score, reviewer

    public var keys: [String] {
        switch self {
        case .agent: ["agent", "from", "from_agent", "caller", "issuer", "source", "actor", "agent_name"]
        case .approver: ["approver", "approved_by", "reviewer"]
        case .target: ["to", "to_agent", "callee", "audience", "target"]
        case .action: ["name", "tool", "skill", "skill_name", "action", "model", "operation"]
        case .subject: ["path", "uri", "artifact", "pattern", "resource", "file"]
        case .note:
            [
                "summary", "message", "title", "detail", "note", "reason", "status", "result", "error", "type",
                "response",
            ]
        case .grant: ["grant_id", "grant", "grant_token"]
        case .lifetime: ["ttl_seconds", "ttl_s", "ttl"]
        case .expiry: ["expires_at"]
        case .audience: ["audience"]
        case .size: ["bytes", "size", "size_bytes"]
        case .digest: ["sha256", "digest", "hash", "content_sha256"]
        case .receipt: ["receipt_token", "receipt", "receipt_id"]
        case .outcome: ["status", "outcome"]
        case .score: ["score", "eval", "eval_score"]
        case .reviewer: ["reviewer"]
        }
    }
}

extension JSONObject {
    /// The first member with one of these names that `read` accepts.
    func first<Value>(_ words: EventVocabulary, _ read: (JSONValue) -> Value?) -> Value? {
        for key in words.keys {
            if let value = self[key].flatMap(read) { return value }
        }
        return nil
    }

    /// The first text that is not empty.
    func text(_ words: EventVocabulary) -> String? {
        first(words) { value in
            guard case .string(let string) = value, !string.text.isEmpty else { return nil }
            return string.text
        }
    }

    /// The first text, or list of texts.
    func texts(_ words: EventVocabulary) -> [String] {
        first(words) { value in
            switch value {
            case .string(let string) where !string.text.isEmpty: return [string.text]
            case .array(let elements):
                let texts = elements.compactMap { if case .string(let string) = $0 { string.text } else { nil } }
                return texts.isEmpty || texts.count < elements.count ? nil : texts
            default: return nil
            }
        } ?? []
    }

    func number(_ words: EventVocabulary) -> UInt64? {
        first(words) { value in
            guard case .number(let number) = value else { return nil }
            return number.digits.map { UInt64($0) } ?? UInt64(exactly: number.value.rounded())
        }
    }
}
