public import Objects

/// Why the object database gives no object.
public enum ObjectError: Error, Hashable, Sendable {
    case missing(ObjectID)
    /// Content that is meant to be away, and that nobody is known to have.
    case absent(ObjectKind, ObjectID)
    /// An object that the user named is of another kind than the caller can use.
    case wrongKind(ObjectID, found: ObjectKind, wanted: ObjectKind)
}

extension ObjectError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let id): "object \(id) is not in the store"
        case .absent(let kind, let id):
            "the bytes of \(kind.rawValue) \(id) are not here: the mirror that this repository came from leaves them out"
        case .wrongKind(let id, let found, let wanted):
            "object \(id.short) is a \(found.rawValue), not a \(wanted.rawValue)"
        }
    }
}
