/// The type of an object. The raw value is part of the bytes that its identity is computed over (docs/format.md §2).
public enum ObjectKind: String, CaseIterable, Hashable, Sendable {
    /// The bytes of a file, as they are.
    case blob
    /// A longer file: a list of blobs. See ``ChunkList``.
    case chunks
    /// A file that is computed by a known generator. See ``Recipe``.
    case recipe
    /// A step of an agent that can be run again. See ``RerunBundle``.
    case bundle
    /// The sealed record of an agent's run. See ``ReplaySession``.
    case session
    /// A folder. See ``Tree``.
    case tree
    /// A state of the files, and its parents. See ``Commit``.
    case commit
    /// A name for an object, with a message and perhaps a signature. See ``AnnotatedTag``.
    case tag
    /// A file that a computation makes, the computation, and the files outside the working tree that it reads.
    case output, computation, environment

    /// Whether an object of this kind may be the content of a file.
    public var isContent: Bool {
        switch self {
        case .blob, .chunks, .recipe, .bundle, .session, .output: true
        case .tree, .commit, .tag, .computation, .environment: false
        }
    }
}
