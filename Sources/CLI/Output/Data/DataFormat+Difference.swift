import DataFiles
import Objects

/// The differences between two files with data, in the terms of their format.
extension DataFormat {
    /// By the file's suffix; nil for other files.
    init?(_ path: TreePath) { self.init(name: path.description) }

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
        case .parquet: return ["parquet is compared as bytes only: \(old.count) -> \(new.count) bytes"]
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
        guard let directory = try? ZipDirectory(DataBytes(bytes)) else { return nil }
        for (name, range) in directory.members { members[name] = bytes[Int(range.lowerBound)..<Int(range.upperBound)] }
    }
}
