/// Which files are kept as more than their bytes, because they are evidence that can be checked (docs/format.md §3.4,
/// §3.9).
///
/// The bytes of the object are those of the file all the same, so a file is given back as it came.
public enum ContentRecognition {
    /// How many bytes at the beginning of a file tell whether it is worth a closer look.
    public static let probeLength = 4
    /// The longest file that is looked at.
    public static let maximumLength = 64 << 20

    /// What a file is kept as.
    public struct Answer: Hashable, Sendable {
        public let kind: ObjectKind
        /// Why the file is not kept as what it looks like; nil where it looks like nothing else.
        public let reason: String?

        init(_ kind: ObjectKind, reason: String? = nil) {
            self.kind = kind
            self.reason = reason
        }
    }

    private static let bundleMark = Array(#""rerun_version""#.utf8)

    /// Whether a long file that begins so may be of a kind other than blob.
    public static func isCandidate(_ head: some Sequence<UInt8>) -> Bool {
        SealedToken.mayBegin(with: head)
    }

    /// What a file of these bytes is, when it is kept in one piece: a sealed session, or a rerun bundle, which is a JSON
    /// object that names its version. One that is not valid, or not in its canonical bytes, is a blob.
    public static func recognise(_ bytes: [UInt8]) -> Answer {
        guard bytes.count <= maximumLength else { return Answer(.blob) }
        if SealedToken.mayBegin(with: bytes.prefix(probeLength)) {
            return Answer((try? ReplaySession.sealed(inFile: bytes)) == nil ? .blob : .session)
        }
        guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), bytes.firstRange(of: bundleMark) != nil else {
            return Answer(.blob)
        }
        do throws(DecodeError) {
            _ = try RerunBundle(payload: bytes)
            return Answer(.bundle)
        } catch {
            return Answer(.blob, reason: "it looks like a rerun bundle and is none: \(error)")
        }
    }
}
