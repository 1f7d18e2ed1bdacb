import Objects

/// A data format whose differences are described in its own terms.
enum DataFormat {
    case npy
    case npz
    case table(separator: UInt8)

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
        } else {
            return nil
        }
    }

    /// The differences, one per line; empty if one side does not have the format.
    func difference(_ old: [UInt8], _ new: [UInt8]) -> [String] {
        switch self {
        case .npy:
            guard let a = NumpyArray(old[...]), let b = NumpyArray(new[...]) else { return [] }
            return ArrayDifference(a, b).lines
        case .npz:
            guard let a = ZipMembers(old), let b = ZipMembers(new) else { return [] }
            return Self.members(a, b)
        case .table(let separator): return TableDifference(old, new, separator: separator).lines
        }
    }

    private static func members(_ old: ZipMembers, _ new: ZipMembers) -> [String] {
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
                lines += ArrayDifference(a, b).lines.map { "\(name): \($0)" }
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
        func number(_ at: Int, _ count: Int) -> Int? {
            guard at >= 0, at + count <= bytes.count else { return nil }
            return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        // The end of the central directory, without a comment.
        let end = bytes.count - 22
        guard number(end, 4) == 0x0605_4b50, let count = number(end + 10, 2), var at = number(end + 16, 4) else {
            return nil
        }
        for _ in 0..<count {
            guard number(at, 4) == 0x0201_4b50, number(at + 10, 2) == 0, var size = number(at + 24, 4),
                let nameLength = number(at + 28, 2), let extra = number(at + 30, 2), let comment = number(at + 32, 2),
                let local = number(at + 42, 4), at + 46 + nameLength + extra + comment <= bytes.count,
                let localName = number(local + 26, 2), let localExtra = number(local + 28, 2)
            else { return nil }
            // numpy writes sizes of 64 bits, in a field of 20 bytes.
            if size == 0xffff_ffff {
                guard extra >= 12, number(at + 46 + nameLength, 2) == 1, let long = number(at + 50 + nameLength, 7)
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
