public import Objects

/// The value of HEAD: a branch, which need not exist yet, or a commit (detached).
public enum Head: Hashable, Sendable {
    /// On a branch, which has no commits yet if there is no such ref.
    case branch(RefName)
    /// At a commit, on no branch.
    case detached(ObjectID)

    /// The text of the file HEAD.
    var text: String {
        switch self {
        case .branch(let name): "ref: \(name)\n"
        case .detached(let id): "\(id)\n"
        }
    }

    init?(text: String) {
        let line = text.hasSuffix("\n") ? text.dropLast() : text[...]
        if line.hasPrefix("ref: ") {
            guard let name = try? RefName(String(line.dropFirst(5))), name.isBranch else { return nil }
            self = .branch(name)
        } else {
            guard let id = ObjectID(hex: line) else { return nil }
            self = .detached(id)
        }
    }
}
