internal import Objects

extension Index {
    private static let magic = Array("at1index".utf8)
    private static let version: UInt8 = 1

    /// The bytes of the file `index`: magic, version, entries, SHA-256 of all that.
    var bytes: [UInt8] {
        var bytes = Self.magic + [Self.version]
        bytes.append(varint: UInt64(entries.count))
        var last: [UInt8] = []
        for entry in entries {
            let shared = zip(last, entry.path.bytes).prefix { $0 == $1 }.count
            bytes.append(varint: UInt64(shared))
            bytes.append(varint: UInt64(entry.path.bytes.count - shared))
            bytes.append(contentsOf: entry.path.bytes[shared...])
            bytes.append(entry.mode.code << 4 | entry.kind.code)
            bytes.append(entry.id.digest)
            bytes.append(entry.signature == nil ? entry.isAbsent ? 2 : 0 : 1)
            if let signature = entry.signature {
                bytes.append(varint: signature.size)
                bytes.append(integer: UInt64(bitPattern: signature.modified))
                bytes.append(integer: UInt64(bitPattern: signature.changed))
                bytes.append(varint: signature.inode)
                bytes.append(varint: signature.device)
            }
            last = entry.path.bytes
        }
        bytes.append(Digest(of: bytes))
        return bytes
    }

    init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count >= Digest.byteCount,
            Digest(bytes.suffix(Digest.byteCount)) == Digest(of: bytes.dropLast(Digest.byteCount))
        else { throw DecodeError(.notCanonical, "the index does not have the checksum that it ends with") }
        var reader = ByteReader(bytes.dropLast(Digest.byteCount))
        guard try reader.take(Self.magic.count, "the magic").elementsEqual(Self.magic) else {
            throw DecodeError(.syntax, "it does not start as an index does", at: 0)
        }
        guard try reader.byte("the version") == Self.version else {
            throw DecodeError(.outOfRange, "it has a version that this at1 does not know", at: Self.magic.count)
        }
        let count = try reader.count("the number of entries", atMost: reader.remaining / 36)
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        var last: [UInt8] = []
        var files: Set<TreePath> = []
        for _ in 0..<count {
            let at = reader.offset
            let shared = try reader.count("a shared length", atMost: last.count)
            let rest = try reader.take(try reader.count("a path's length", atMost: TreePath.maximumLength), "a path")
            let path = try TreePath(last[..<shared] + rest)
            guard entries.isEmpty || entries.last!.path < path else {
                throw DecodeError(.order, "'\(path)' is out of order", at: at)
            }
            var folder = path.parent
            if folder != entries.last?.path.parent {
                while let above = folder {
                    if files.contains(above) { throw DecodeError(.order, "'\(above)' is a file and a folder", at: at) }
                    folder = above.parent
                }
            }
            files.insert(path)
            let code = try reader.byte("mode and kind")
            guard let mode = FileMode(code: code >> 4), let kind = ObjectKind(code: code & 15), mode.allows(kind),
                mode != .folder
            else { throw DecodeError(.outOfRange, "an unknown mode or kind", at: reader.offset - 1) }
            let id = ObjectID(try reader.digest("an identity"))
            var signature: FileSignature?
            let flag = try reader.byte("a flag")
            guard flag <= 2 else { throw DecodeError(.outOfRange, "a flag of \(flag)", at: reader.offset - 1) }
            if flag == 1 {
                signature = FileSignature(
                    size: try reader.varint("a size"),
                    modified: Int64(bitPattern: try reader.integer(UInt64.self, "a time")),
                    changed: Int64(bitPattern: try reader.integer(UInt64.self, "a time")),
                    inode: try reader.varint("an inode"), device: try reader.varint("a device"))
            }
            var entry = Entry(path: path, mode: mode, kind: kind, id: id, signature: signature)
            entry.isAbsent = flag == 2
            entries.append(entry)
            last = path.bytes
        }
        try reader.end("the last entry")
        self.init(sorted: entries)
    }
}

extension FileMode {
    fileprivate var code: UInt8 {
        switch self {
        case .regular: 1
        case .executable: 2
        case .symbolicLink: 3
        case .folder: 4
        }
    }

    fileprivate init?(code: UInt8) {
        guard let mode = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = mode
    }
}
