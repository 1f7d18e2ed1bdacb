internal import Objects
internal import Packs

extension Index {
    private static let magic = Array("at1index".utf8)
    /// 2 if there are conflicts, an operation in progress, or a stash.
    private static let versions: ClosedRange<UInt8> = 1...2

    /// The bytes of the file `index`: magic, version, entries, conflicts, and the SHA-256 of all of these.
    var bytes: [UInt8] {
        let hasMore = !conflicts.isEmpty || inProgress != nil || !stash.isEmpty
        var bytes = Self.magic + [hasMore ? 2 : 1]
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
        if hasMore { appendConflicts(to: &bytes) }
        bytes.append(Digest(of: bytes))
        return bytes
    }

    private func appendConflicts(to bytes: inout [UInt8]) {
        bytes.append(varint: UInt64(conflicts.count))
        for conflict in conflicts {
            bytes.append(varint: UInt64(conflict.path.bytes.count))
            bytes += conflict.path.bytes
            for side in conflict.sides {
                bytes.append(side.map { $0.mode.code << 4 | $0.kind.code } ?? 0)
                if let side { bytes.append(side.id.digest) }
            }
        }
        let operation = inProgress?.bytes ?? []
        bytes.append(varint: UInt64(operation.count))
        bytes += operation
        bytes.append(varint: UInt64(stash.count))
        for id in stash { bytes.append(id.digest) }
    }

    init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count >= Digest.byteCount,
            Digest(bytes.suffix(Digest.byteCount)) == Digest(of: bytes.dropLast(Digest.byteCount))
        else { throw DecodeError(.notCanonical, "the index does not have the checksum that it ends with") }
        var reader = ByteReader(bytes.dropLast(Digest.byteCount))
        guard try reader.take(Self.magic.count, "the magic").elementsEqual(Self.magic) else {
            throw DecodeError(.syntax, "it does not start as an index does", at: 0)
        }
        let version = try reader.byte("the version")
        guard Self.versions.contains(version) else {
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
            let (mode, kind) = try Self.modeAndKind(try reader.byte("mode and kind"), at: reader.offset - 1)
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
        guard version == 2 else {
            try reader.end("the last entry")
            self.init(sorted: entries)
            return
        }
        let conflicts = try Self.conflicts(&reader)
        let length = try reader.count("the length of an operation", atMost: InProgress.maximumLength)
        let operation = try reader.take(length, "an operation")
        let inProgress =
            try length == 0
            ? nil : { () throws(DecodeError) -> InProgress in try InProgress(parsing: Array(operation)) }()
        let stashed = try reader.count("the number of stashes", atMost: reader.remaining / Digest.byteCount)
        var stash: [ObjectID] = []
        for _ in 0..<stashed { stash.append(ObjectID(try reader.digest("a stash"))) }
        try reader.end("the stash")
        guard !conflicts.isEmpty || inProgress != nil || !stash.isEmpty else {
            throw DecodeError(.notCanonical, "version 2 without a conflict, an operation and a stash")
        }
        self.init(sorted: entries, conflicts: conflicts, inProgress: inProgress, stash: stash)
    }

    private static func modeAndKind(_ code: UInt8, at offset: Int) throws(DecodeError) -> (FileMode, ObjectKind) {
        guard let mode = FileMode(code: code >> 4), let kind = ObjectKind(code: code & 15), mode.allows(kind),
            mode != .folder
        else { throw DecodeError(.outOfRange, "an unknown mode or kind", at: offset) }
        return (mode, kind)
    }

    private static func conflicts(_ reader: inout ByteReader) throws(DecodeError) -> [Conflict] {
        let count = try reader.count("the number of conflicts", atMost: reader.remaining / 37)
        var conflicts: [Conflict] = []
        conflicts.reserveCapacity(count)
        for _ in 0..<count {
            let at = reader.offset
            let length = try reader.count("a path's length", atMost: TreePath.maximumLength)
            let path = try TreePath(try reader.take(length, "a path"))
            guard conflicts.last.map({ $0.path < path }) ?? true else {
                throw DecodeError(.order, "the conflict at '\(path)' is out of order", at: at)
            }
            var sides: [Entry?] = []
            for _ in 0..<3 {
                let code = try reader.byte("mode and kind")
                guard code != 0 else {
                    sides.append(nil)
                    continue
                }
                let (mode, kind) = try modeAndKind(code, at: reader.offset - 1)
                sides.append(
                    Entry(path: path, mode: mode, kind: kind, id: ObjectID(try reader.digest("an identity"))))
            }
            guard sides.contains(where: { $0 != nil }) else {
                throw DecodeError(.outOfRange, "no side has anything at '\(path)'", at: at)
            }
            conflicts.append(Conflict(path: path, base: sides[0], ours: sides[1], theirs: sides[2]))
        }
        return conflicts
    }
}

extension FileMode {
    var code: UInt8 {
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
