import Objects

/// A data format whose differences are described in its own terms.
enum DataFormat {
    case npy
    case npz
    case table(separator: UInt8)
    case jsonLines
    /// A format whose differences are not described: its name.
    case opaque(String)

    /// By the file's suffix; nil for other files.
    init?(_ path: TreePath) {
        let name = path.description
        if name.hasSuffix(".npy") {
            self = .npy
        } else if name.hasSuffix(".npz") {
            self = .npz
        } else if name.hasSuffix(".csv") {
            self = .table(separator: UInt8(ascii: ","))
        } else if name.hasSuffix(".tsv") {
            self = .table(separator: UInt8(ascii: "\t"))
        } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            self = .jsonLines
        } else if name.hasSuffix(".parquet") {
            self = .opaque("parquet")
        } else {
            return nil
        }
    }

    /// The differences, one per line; empty if one side does not have the format.
    func difference(from old: [UInt8], to new: [UInt8]) -> [String] {
        switch self {
        case .npy:
            guard let a = NumpyArray(old[...]), let b = NumpyArray(new[...]) else { return [] }
            return ArrayDifference(from: a, to: b).lines
        case .npz:
            guard let a = ZipMembers(old), let b = ZipMembers(new) else { return [] }
            return Self.members(from: a, to: b)
        case .jsonLines: return JSONLinesDifference(old, new)?.lines ?? []
        case .opaque(let name): return ["\(name) is compared as bytes only: \(old.count) -> \(new.count) bytes"]
        case .table(let separator): return TableDifference(from: old, to: new, separator: separator).lines
        }
    }

    private static func members(from old: ZipMembers, to new: ZipMembers) -> [String] {
        var lines: [String] = []
        for name in Set(old.members.keys).union(new.members.keys).sorted() {
            switch (old.members[name], new.members[name]) {
            case (nil, _): lines.append("\(name): added")
            case (_, nil): lines.append("\(name): removed")
            case (let a?, let b?):
                guard a != b else { continue }
                guard let a = NumpyArray(a), let b = NumpyArray(b) else {
                    lines.append("\(name): changed")
                    continue
                }
                lines += ArrayDifference(from: a, to: b).lines.map { "\(name): \($0)" }
            }
        }
        return lines
    }
}

/// The members of a zip file that are stored as they are, as numpy.savez writes them.
struct ZipMembers {
    private(set) var members: [String: ArraySlice<UInt8>] = [:]

    /// Nil for any other file, or one with a compressed member.
    init?(_ bytes: [UInt8]) {
        func number(at: Int, width count: Int) -> Int? {
            guard at >= 0, at + count <= bytes.count else { return nil }
            return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        // The end of the central directory, without a comment.
        let end = bytes.count - 22
        guard number(at: end, width: 4) == 0x0605_4b50, let count = number(at: end + 10, width: 2),
            var at = number(at: end + 16, width: 4)
        else {
            return nil
        }
        for _ in 0..<count {
            guard number(at: at, width: 4) == 0x0201_4b50, number(at: at + 10, width: 2) == 0,
                var size = number(at: at + 24, width: 4),
                let nameLength = number(at: at + 28, width: 2), let extra = number(at: at + 30, width: 2),
                let comment = number(at: at + 32, width: 2),
                let local = number(at: at + 42, width: 4), at + 46 + nameLength + extra + comment <= bytes.count,
                let localName = number(at: local + 26, width: 2), let localExtra = number(at: local + 28, width: 2)
            else { return nil }
            // numpy writes sizes of 64 bits, in a field of 20 bytes.
            if size == 0xffff_ffff {
                guard extra >= 12, number(at: at + 46 + nameLength, width: 2) == 1,
                    let long = number(at: at + 50 + nameLength, width: 7)
                else {
                    return nil
                }
                size = long
            }
            let start = local + 30 + localName + localExtra
            guard start <= bytes.count, size <= bytes.count - start else { return nil }
            let name = String(decoding: bytes[at + 46..<at + 46 + nameLength], as: UTF8.self)
            members[name] = bytes[start..<start + size]
            at += 46 + nameLength + extra + comment
        }
    }
}
