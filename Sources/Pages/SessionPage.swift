public import Objects

/// A sealed session as a page for people: one file that needs nothing else, verifies the token itself, and shows its
/// timeline.
///
/// The page holds the token as it is, and everything it shows is read from that, in the browser. What is said beside it
/// is only whose key to check with, and what came of checking it here.
public struct SessionPage: Sendable {
    /// What checking the signature has come to where the page is made.
    public enum Verdict: String, Sendable {
        case verified
        case notVerified = "not-verified"
        /// No key was given.
        case unchecked
    }

    /// Whose key the page checks with.
    public struct Signer: Hashable, Sendable {
        public let key: PublicKey
        /// Who holds it, when that is known.
        public let principal: String?

        public init(key: PublicKey, principal: String? = nil) {
            self.key = key
            self.principal = principal
        }
    }

    private let token: SealedToken
    private let session: ReplaySession
    private let signer: Signer?

    public let verdict: Verdict

    /// The page of a token, checked with a signer's key when there is one.
    ///
    /// - Throws: ``DecodeError`` when the token holds no session.
    public init(_ token: SealedToken, signer: Signer?) throws(DecodeError) {
        self.token = token
        self.signer = signer
        session = try ReplaySession(parsing: token.payload)
        verdict = signer.map { token.isSigned(by: $0.key) ? .verified : .notVerified } ?? .unchecked
    }

    /// The page.
    public var html: [UInt8] {
        var facts: JSONObject = [
            "kinds": .array(ReplayEventKind.allCases.map { .string($0.rawValue) }),
            "words": .object(Self.words), "verdict": .string(verdict.rawValue),
        ]
        if let signer {
            facts["key"] = .string(Base64.encode(signer.key.bytes))
            facts["fingerprint"] = .string(signer.key.fingerprint)
            facts["principal"] = signer.principal.map { .string($0) }
        }
        return PageFrame.html(
            title: "\(session.run.skillName) · \(session.run.sessionID)", facts: JSONValue.object(facts).canonicalText,
            token: token.text)
    }

    private static let words: JSONObject = {
        var words = JSONObject()
        for word in EventVocabulary.allCases { words[word.rawValue] = .array(word.keys.map { .string($0) }) }
        return words
    }()
}
