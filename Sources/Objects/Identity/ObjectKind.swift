/// What an object is. The raw value is the word that its identity is computed over (docs/format.md §2).
public enum ObjectKind: String, CaseIterable, Hashable, Sendable {
    case blob, chunks, recipe, bundle, session, tree, commit, tag

    /// Whether an object of this kind may stand for the content of a file.
    public var isContent: Bool {
        switch self {
        case .blob, .chunks, .recipe, .bundle, .session: true
        case .tree, .commit, .tag: false
        }
    }
}
