/// The links of a tree, without the names, for walks over many trees.
extension Tree {
    /// The object of an entry.
    public struct Link: Hashable, Sendable {
        public let id: ObjectID
        public let kind: ObjectKind
        /// Whether the object is the target of a symbolic link.
        public let isTarget: Bool

        public init(id: ObjectID, kind: ObjectKind, isTarget: Bool = false) {
            self.id = id
            self.kind = kind
            self.isTarget = isTarget
        }
    }

    /// The links of a tree's payload, in order. Refuses exactly what ``init(payload:)`` does.
    public static func links(payload: [UInt8]) throws(DecodeError) -> [Link] {
        // Nearly every tree is plain; any other goes to the full parser, which refuses it if it is invalid.
        if let links = plainLinks(payload) { return links }
        return try Tree(payload: payload).entries.map {
            Link(id: $0.id, kind: $0.kind, isTarget: $0.mode == .symbolicLink)
        }
    }

    private static let folderMark = Array("40000 tree ".utf8)
    private static let fileMarks: [(mark: [UInt8], kind: ObjectKind)] = [
        (Array("100644 blob ".utf8), ObjectKind.blob), (Array("100644 recipe ".utf8), ObjectKind.recipe),
        (Array("100644 chunks ".utf8), ObjectKind.chunks), (Array("100755 blob ".utf8), ObjectKind.blob),
        (Array("100644 bundle ".utf8), ObjectKind.bundle), (Array("100644 session ".utf8), ObjectKind.session),
        (Array("100755 chunks ".utf8), ObjectKind.chunks), (Array("100644 output ".utf8), ObjectKind.output),
    ]

    /// Nil for a tree that is not plain: with a link, or with anything invalid.
    private static func plainLinks(_ payload: [UInt8]) -> [Link]? {
        var links: [Link] = []
        links.reserveCapacity(payload.count / 48)
        var names: [(start: Int, end: Int, isFolder: Bool)] = []
        return payload.withUnsafeBufferPointer { bytes -> [Link]? in
            func starts(_ mark: [UInt8], at place: Int) -> Bool {
                guard bytes.count - place >= mark.count else { return false }
                for index in mark.indices where bytes[place + index] != mark[index] { return false }
                return true
            }
            /// Whether one name precedes another, a folder's as if a slash followed it.
            func precedes(_ a: (start: Int, end: Int, isFolder: Bool), _ b: (start: Int, end: Int, isFolder: Bool))
                -> Bool
            {
                let slash = Int(UInt8(ascii: "/"))
                var index = 0
                while true {
                    let x =
                        a.start + index < a.end
                        ? Int(bytes[a.start + index]) : a.start + index == a.end && a.isFolder ? slash : -1
                    let y =
                        b.start + index < b.end
                        ? Int(bytes[b.start + index]) : b.start + index == b.end && b.isFolder ? slash : -1
                    if x != y { return x < y }
                    if x < 0 { return false }
                    index += 1
                }
            }
            var at = 0
            while at < bytes.count {
                var kind = ObjectKind.tree
                if starts(folderMark, at: at) {
                    at += folderMark.count
                } else if let found = fileMarks.first(where: { starts($0.mark, at: at) }) {
                    at += found.mark.count
                    kind = found.kind
                } else {
                    return nil
                }
                let start = at
                while at < bytes.count, bytes[at] != 0, bytes[at] != UInt8(ascii: "/") { at += 1 }
                guard at < bytes.count, bytes[at] == 0, 1...EntryName.maximumLength ~= at - start,
                    ReservedName(bytes[start..<at]) == nil, !EntryName.isTemporary(bytes[start..<at]),
                    bytes.count - at - 1 >= Digest.byteCount
                else { return nil }
                if at - start <= 2, bytes[start] == UInt8(ascii: "."),
                    at - start == 1 || bytes[start + 1] == bytes[start]
                {
                    return nil
                }
                let name = (start: start, end: at, isFolder: kind == .tree)
                if let last = names.last, !precedes(last, name) { return nil }
                if name.isFolder {
                    // A file of the same name would be among those just before that start with it.
                    for other in names.reversed() {
                        guard other.end - other.start >= name.end - name.start,
                            (0..<name.end - name.start).allSatisfy({ bytes[other.start + $0] == bytes[start + $0] })
                        else { break }
                        if other.end - other.start == name.end - name.start { return nil }
                    }
                }
                names.append(name)
                links.append(Link(id: ObjectID(Digest(payload, at: at + 1)), kind: kind))
                at += 1 + Digest.byteCount
            }
            return links
        }
    }
}
