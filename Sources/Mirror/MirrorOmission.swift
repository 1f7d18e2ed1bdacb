public import Objects

/// A file whose bytes are not in a mirror.
public struct MirrorOmission: Hashable, Sendable {
    public let kind: ObjectKind
    public let id: ObjectID
    /// The first path at which it was found.
    public let path: TreePath
    /// In bytes.
    public let length: UInt64
    public let sha256: Digest

    init(_ pointer: MirrorPointer, _ path: TreePath) {
        kind = pointer.kind
        id = pointer.id
        length = pointer.length
        sha256 = pointer.sha256
        self.path = path
    }
}
