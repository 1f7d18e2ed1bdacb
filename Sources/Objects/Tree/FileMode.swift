/// The type of a file in the working tree, as git writes it.
public enum FileMode: String, CaseIterable, Hashable, Sendable {
    case regular = "100644"
    case executable = "100755"
    case symbolicLink = "120000"
    case folder = "40000"

    /// Whether an object of `kind` may have this mode.
    public func allows(_ kind: ObjectKind) -> Bool {
        switch self {
        case .folder: kind == .tree
        case .symbolicLink: kind == .blob
        case .regular, .executable: kind.isContent
        }
    }
}
