public import Objects

internal import struct Crypto.SHA256

/// The second writer of the format, from docs/format.md alone: payloads, identities and packs byte by byte, whatever at1
/// would say of them. Of at1 it has the types of names alone. ``ForeignStore`` collects what it writes.
public enum SecondWriter {
    public struct Object: Sendable {
        public let kind: ObjectKind
        public let payload: [UInt8]
        /// Computed anew each time.
        public var id: ObjectID { SecondWriter.name(SecondWriter.identity(kind.rawValue, payload)) }

        public init(_ kind: ObjectKind, _ payload: [UInt8]) {
            self.kind = kind
            self.payload = payload
        }
    }

    /// Where an object is said to be.
    public struct Row: Sendable {
        public var id: ObjectID
        public var kind: UInt8
        public var frame: UInt32
        public var offset: UInt32
        public var length: UInt32
    }

    /// The numbers of the kinds in a pack are their places here, from 1.
    static let kinds = ["blob", "chunks", "recipe", "bundle", "session", "tree", "commit", "tag"]

    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    static func identity(_ kind: String, _ payload: [UInt8]) -> [UInt8] {
        sha256(Array("\(kind) \(payload.count)\0".utf8) + payload)
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    }

    /// An identity as at1's own type has it.
    static func name(_ id: [UInt8]) -> ObjectID {
        guard let name = ObjectID(hex: hex(id)) else { preconditionFailure("an identity has 32 bytes") }
        return name
    }

    static func integer(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    // MARK: Packs

    public static func row(_ object: Object, frame: UInt32 = 0, offset: UInt32) -> Row {
        let number = kinds.firstIndex(of: object.kind.rawValue).map { UInt8($0 + 1) } ?? 0
        return Row(id: object.id, kind: number, frame: frame, offset: offset, length: UInt32(object.payload.count))
    }

    /// A pack of raw frames; all its checksums are right.
    public static func pack(frames: [[UInt8]], _ rows: [Row]) -> (name: String, bytes: [UInt8]) {
        var footer = integer(UInt32(frames.count))
        for frame in frames { footer += [0] + integer(UInt32(frame.count)) + integer(UInt32(frame.count)) }
        footer += integer(UInt32(rows.count))
        for row in rows {
            footer += row.id.digest.bytes + [row.kind] + integer(row.frame) + integer(row.offset) + integer(row.length)
        }
        var pack = Array("at1pack\u{1}".utf8) + frames.flatMap { $0 } + footer
        pack += integer(UInt64(footer.count)) + sha256(footer)
        let name = sha256(pack)
        return (hex(name), pack + name)
    }

    /// A pack of the objects, in one frame.
    public static func pack(_ objects: [Object]) -> (name: String, bytes: [UInt8]) {
        var rows: [Row] = []
        var frame: [UInt8] = []
        for object in objects {
            rows.append(row(object, offset: UInt32(frame.count)))
            frame += object.payload
        }
        return pack(frames: [frame], rows.sorted { $0.id < $1.id })
    }

    public static func put(frames: [[UInt8]], _ rows: [Row], in scratch: Scratch, _ store: String = ".at1store") throws
    {
        let pack = pack(frames: frames, rows)
        try scratch.write("\(store)/packs/\(pack.name).pack", pack.bytes)
    }

    public static func put(_ objects: [Object], in scratch: Scratch, _ store: String = ".at1store") throws {
        let pack = pack(objects)
        try scratch.write("\(store)/packs/\(pack.name).pack", pack.bytes)
    }

    // MARK: Payloads

    /// A list of chunks that states `sha256`.
    public static func list(_ chunks: [Object], sha256: Digest) -> Object {
        list(chunks.map { ($0.id, UInt32($0.payload.count)) }, sha256: sha256.bytes)
    }

    public static func list(_ chunks: [(id: ObjectID, length: UInt32)], sha256: [UInt8]) -> Object {
        var payload = integer(chunks.reduce(UInt64(0)) { $0 + UInt64($1.length) }) + sha256
        for chunk in chunks { payload += chunk.id.digest.bytes + integer(chunk.length) }
        return Object(.chunks, payload)
    }

    /// A tree of rows `MODE KIND NAME`, in the order given.
    public static func tree(_ entries: [(mode: String, kind: String, name: String, id: ObjectID)]) -> Object {
        Object(
            .tree,
            entries.flatMap { Array("\($0.mode) \($0.kind) \($0.name)\0".utf8) + $0.id.digest.bytes })
    }

    public static func commit(
        tree: ObjectID, parents: [ObjectID] = [], at seconds: Int = 1_800_000_000
    ) -> Object {
        let parents = parents.map { "parent \($0)\n" }.joined()
        let who = "Eve <eve@example.org> \(seconds) +0000"
        return Object(
            .commit, Array("tree \(tree)\n\(parents)author \(who)\ncommitter \(who)\n\nforeign\n".utf8))
    }

    public static func tag(of id: ObjectID, kind: String, name: String) -> Object {
        let who = "Eve <eve@example.org> 1800000000 +0000"
        return Object(.tag, Array("object \(id)\nkind \(kind)\ntag \(name)\ntagger \(who)\n\n".utf8))
    }
}
