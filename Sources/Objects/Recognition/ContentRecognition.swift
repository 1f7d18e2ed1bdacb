/// Which files are stored as more than their bytes, because they are evidence that can be checked (docs/format.md §3.4,
/// §3.9).
///
/// The bytes of the object are those of the file, so the file is returned unchanged.
public enum ContentRecognition {
    /// How many bytes at the beginning of a long file determine whether it is examined further.
    public static let probeLength = TokenMarks.headLength
    /// The maximum length of a file that is stored as a session.
    public static let maximumLength = 64 << 20

    /// How a file is stored.
    public struct Answer: Hashable, Sendable {
        public let kind: ObjectKind
        /// Why the file is not stored as what it looks like; nil if it looks like an ordinary file.
        public let reason: String?

        public init(_ kind: ObjectKind, reason: String? = nil) {
            self.kind = kind
            self.reason = reason
        }
    }

    /// Whether a long file with this beginning may be of a kind other than blob.
    public static func isCandidate(_ head: some Sequence<UInt8>) -> Bool {
        SealedToken.mayBegin(with: head)
    }

    /// The kind of a file that is stored in one piece: a sealed session, or a rerun bundle in canonical form. Any other
    /// file is a blob; if it looks like evidence, the answer says why it is not.
    public static func recognise(_ bytes: [UInt8]) -> Answer {
        if bytes.count <= maximumLength, SealedToken.mayBegin(with: bytes),
            (try? ReplaySession.sealed(inFile: bytes)) != nil
        {
            return Answer(.session)
        }
        guard TokenMarks.areIn(bytes[...]) || BundleMarks.areIn(bytes) else { return Answer(.blob) }
        if (try? RerunBundle(payload: bytes)) != nil { return Answer(.bundle) }
        return Answer(.blob, reason: doubt(about: bytes))
    }

    /// Why a file that is not stored as evidence only looks like it; nil if it does not.
    public static func doubt(about bytes: [UInt8]) -> String? {
        switch PlainEvidence(bytes) {
        case nil: nil
        case .unsound(let what): what
        case .session: "it is a sealed session with white space around it, or is too long to be stored as a session"
        case .bundle: "it is a rerun bundle in another layout than the canonical one"
        }
    }
}
