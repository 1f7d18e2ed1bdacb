public import Objects

/// Bytes in the store that do not match their identity, their checksum or their format.
public struct Damage: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is damaged.
    public enum Part: Hashable, Sendable {
        case object(ObjectID)
        /// An object of a known kind.
        case content(ObjectKind, ObjectID)
        /// A pack, by the path of its file.
        case pack(String)
        case frame(Int, pack: String)
        /// The parity of a pack, by the path of its file.
        case parity(String)
        case ref(RefName)
        /// A symbolic link to be created in the working tree.
        case link(TreePath)
        /// Another file of the store, by its name there.
        case file(String)
    }

    public let part: Part
    /// The symptom.
    public let what: String

    package init(_ part: Part, _ what: String) {
        self.part = part
        self.what = what
    }

    /// What refers to an object states another kind: that is damage, since nobody named it by mistake.
    package static func kindDiffers(_ id: ObjectID, found: ObjectKind, stated: ObjectKind) -> Damage {
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
