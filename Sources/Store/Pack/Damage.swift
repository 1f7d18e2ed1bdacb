public import Objects

/// Bytes in the store that are not what their identity, their checksum or their form says.
public struct Damage: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is damaged.
    public enum Part: Hashable, Sendable {
        case object(ObjectID)
        /// An object that is known to be of a kind.
        case content(ObjectKind, ObjectID)
        /// A pack, by the path of its file.
        case pack(String)
        case frame(Int, pack: String)
        /// The parity of a pack, by the path of its file.
        case parity(String)
        case ref(RefName)
        /// A symbolic link that is to be made in the work tree.
        case link(TreePath)
        /// Another file of the store, by its name in it.
        case file(String)
    }

    public let part: Part
    /// How it shows.
    public let what: String

    init(_ part: Part, _ what: String) {
        self.part = part
        self.what = what
    }

    /// What names an object says that it is of another kind: damage, since nobody named it by mistake.
    static func kindDiffers(_ id: ObjectID, found: ObjectKind, stated: ObjectKind) -> Damage {
        Damage(.object(id), "it is a \(found.rawValue), and what leads to it says \(stated.rawValue)")
    }

    public var description: String { "\(part) is damaged: \(what)" }
}

extension Damage.Part: CustomStringConvertible {
    public var description: String {
        switch self {
        case .object(let id): "object \(id)"
        case .content(.chunks, let id): "chunk list \(id)"
        case .content(let kind, let id): "\(kind.rawValue) \(id)"
        case .pack(let path): "pack '\(path)'"
        case .frame(let index, let path): "frame \(index) of pack '\(path)'"
        case .parity(let path): "the parity '\(path)'"
        case .ref(let name): "ref \(name)"
        case .link(let path): "symbolic link '\(path)'"
        case .file(let name): "the file '\(name)'"
        }
    }
}
