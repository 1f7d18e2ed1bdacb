/// Which files are kept as more than their bytes, because they are evidence that can be checked (docs/format.md §3.9).
///
/// The bytes of the object are those of the file all the same, so a file is given back as it came.
public enum ContentRecognition {
    /// How many bytes at the beginning of a file tell whether it is worth a closer look.
    public static let probeLength = 4
    /// The longest file that is looked at.
    public static let maximumLength = 64 << 20

    /// Whether a file that begins so may be of a kind other than blob.
    public static func isCandidate(_ head: some Sequence<UInt8>) -> Bool {
        SealedToken.mayBegin(with: head)
    }

    /// The kind that a file of these bytes is kept as, when it is kept in one piece.
    public static func kind(of bytes: [UInt8]) -> ObjectKind {
        guard isCandidate(bytes.prefix(probeLength)), bytes.count <= maximumLength else { return .blob }
        return (try? ReplaySession.sealed(inFile: bytes)) == nil ? .blob : .session
    }
}
