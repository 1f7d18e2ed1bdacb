internal import Foundation
public import Objects

/// A store of what the ``SecondWriter`` writes: objects that at1 never would, in one pack, and refs.
public struct ForeignStore {
    public typealias ID = ObjectID

    public struct Entry {
        let mode: String
        let kind: String
        let name: String
        let id: ID

        public init(_ name: String, _ id: ID, kind: String = "blob", mode: String = "100644") {
            (self.mode, self.kind, self.name, self.id) = (mode, kind, name, id)
        }

        public func named(_ name: String) -> Entry { Entry(name, id, kind: kind, mode: mode) }

        public static func folder(_ name: String, _ id: ID) -> Entry { Entry(name, id, kind: "tree", mode: "40000") }
    }

    private var objects: [SecondWriter.Object] = []
    private var known: Set<ID> = []
    public var refs: [(name: String, id: ID)] = []

    public init() {}

    // MARK: Objects

    public mutating func put(_ object: SecondWriter.Object) -> ID {
        let id = object.id
        if known.insert(id).inserted { objects.append(object) }
        return id
    }

    public mutating func put(_ kind: ObjectKind, _ payload: [UInt8]) -> ID { put(.init(kind, payload)) }

    public mutating func blob(_ text: String) -> ID { put(.blob, Array(text.utf8)) }

    /// Entries must be in order.
    public mutating func tree(_ entries: [Entry]) -> ID {
        put(SecondWriter.tree(entries.map { ($0.mode, $0.kind, $0.name, $0.id) }))
    }

    public mutating func commit(_ tree: ID, parents: [ID] = [], at seconds: Int = 1_800_000_000) -> ID {
        put(SecondWriter.commit(tree: tree, parents: parents, at: seconds))
    }

    public mutating func tag(_ object: ID, _ kind: String, name: String) -> ID {
        put(SecondWriter.tag(of: object, kind: kind, name: name))
    }

    /// A file as `count` times the same blob of `length` bytes.
    public mutating func chunks(_ blob: ID, length: UInt32, count: Int, sha256: [UInt8]? = nil) -> ID {
        let rows = [(id: ID, length: UInt32)](repeating: (blob, length), count: count)
        return put(SecondWriter.list(rows, sha256: sha256 ?? [UInt8](repeating: 0, count: 32)))
    }

    /// Folders in folders, `depth` of them, and a file in the last: paths of `depth` + 1 names.
    public mutating func nested(_ depth: Int, name: String = "d") -> ID {
        var id = tree([Entry("f", blob("deep\n"))])
        for _ in 0..<depth { id = tree([.folder(name, id)]) }
        return id
    }

    /// Folders that share what is in them: `width` to the power of `depth` files. Without `leaf`, folders alone.
    public mutating func shared(width: Int, depth: Int, leaf: Bool = true) -> ID {
        let blob = blob("x\n")
        let names = (0..<width).map { "\($0)" }.sorted()
        var id = tree(leaf ? names.map { Entry($0, blob) } : [])
        for _ in 1..<depth { id = tree(names.map { .folder($0, id) }) }
        return id
    }

    /// Tags of tags, `count` of them.
    public mutating func chain(_ count: Int, of object: ID, _ kind: String) -> ID {
        var (id, kind) = (object, kind)
        for _ in 0..<count { (id, kind) = (tag(id, kind, name: "chain"), "tag") }
        return id
    }

    // MARK: Files

    /// Puts one pack of all objects, in one raw frame, and the refs into a store.
    public func write(to store: String) throws {
        let pack = SecondWriter.pack(objects)
        try Self.write(pack.bytes, to: "\(store)/packs/\(pack.name).pack")
        for (name, id) in refs { try Self.write(Array("\(id)\n".utf8), to: "\(store)/\(name)") }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}
