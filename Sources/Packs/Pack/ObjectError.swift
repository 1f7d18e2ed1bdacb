public import Objects

/// Why the object database cannot return an object.
public enum ObjectError: Error, Hashable, Sendable {
    case missing(ObjectID)
    /// Content that is deliberately absent, and that no known remote has.
    case absent(ObjectKind, ObjectID)
    /// An object that the user named is not of the required kind.
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
