package import Objects

/// A sealed session as an HTML page: one self-contained file that verifies the token itself, and shows its timeline.
///
/// The page contains the token unchanged, and everything it shows is read from it in the browser. Besides, it states
/// only whose key to check with, and the result of checking it here.
package struct SessionPage: Sendable {
    /// The result of checking the signature where the page is made.
    package enum Verdict: String, Sendable {
        case verified
        case notVerified = "not-verified"
        /// No key was given.
        case unchecked
    }

    /// Whose key the page checks with.
    package struct Signer: Hashable, Sendable {
        package let key: PublicKey
        /// The owner of the key, if known.
        package let principal: String?

        package init(key: PublicKey, principal: String? = nil) {
            self.key = key
            self.principal = principal
        }
    }

    private let token: SealedToken
    private let session: ReplaySession
    private let signer: Signer?
    private let seal: SealVerdict?

    /// The page of a token.
    ///
    /// - Parameters:
    ///   - seal: the verdict on its signature where the page is made; nil if there is no key to check it with.
    ///   - asked: the key that was asked for, which the page shows if it did not make the signature.
    /// - Throws: ``DecodeError`` if the token contains no session.
    package init(_ token: SealedToken, seal: SealVerdict?, asked: PublicKey? = nil) throws(DecodeError) {
        self.token = token
        self.seal = seal
        session = try ReplaySession(parsing: token.payload)
        signer =
            switch seal {
            case .good(let key, let principal): Signer(key: key, principal: principal)
            case .revoked(let key, let principal, _): Signer(key: key, principal: principal)
            case .unknown(let key): (key ?? asked).map { Signer(key: $0) }
            case .bad, nil: asked.map { Signer(key: $0) }
            }
    }

    /// The result of checking the signature here.
    package var verdict: Verdict {
        seal.map { $0.isGood ? .verified : .notVerified } ?? .unchecked
    }

    /// The page.
    package var html: [UInt8] {
        var facts: JSONObject = [
            "kinds": .array(ReplayEventKind.allCases.map { .string($0.rawValue) }),
            "words": .object(Self.words), "verdict": .string(verdict.rawValue),
        ]
        facts["seal"] = seal.map { .string($0.code) }
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
