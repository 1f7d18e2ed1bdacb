import Files
import Objects
import TestSupport

@testable import Packs

extension FuzzTarget {
    /// The index of packs: whatever it says, it is refused, or read to its end and searched without a crash.
    static let packIndex = FuzzTarget(
        name: "pack-index", fix: fixPackIndex,
        seeds: {
            let ids = (0..<1500).map { ObjectID(of: .blob, Array("\($0)".utf8)) }
            let names = (0..<3).map { Digest(of: [7, UInt8($0)]) }
            return [
                PackIndex.encode([names[0]: Array(ids[..<20]), names[1]: [], names[2]: Array(ids[10..<30])]),
                PackIndex.encode([names[0]: ids]), PackIndex.encode([:]),
            ]
        }
    ) { input in
        let scratch = try Scratch()
        try scratch.write("index", input)
        let folder = try Folder(at: scratch.path)
        _ = try PackIndex.findDamage(in: folder, [])
        let index = try PackIndex(in: folder)
        var count = 0
        try index.forEach { id, member in
            count += 1
            try require(index.members.indices.contains(member), "a pack that is not listed")
            _ = try index.packs(of: id)
            return true
        }
        try require(count == index.count, "\(count) entries of \(index.count)")
    }

    /// The checksums right of the blocks and of the tables, where the counts say that they are.
    private static let fixPackIndex: @Sendable ([UInt8]) -> [UInt8] = { input in
        guard input.count >= 16 else { return input }
        var bytes = input
        func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (packs, entries) = (number(8), number(12))
        let blocks = (entries + PackIndex.blockCount - 1) / PackIndex.blockCount
        let head = 16 + packs * PackIndex.memberLength + blocks * 64
        guard bytes.count >= head + 32 else { return input }
        for block in 0..<blocks {
            let start = head + 32 + block * PackIndex.blockCount * PackIndex.entryLength
            let end = min(bytes.count, start + PackIndex.blockCount * PackIndex.entryLength)
            guard start < end else { break }
            let at = 16 + packs * PackIndex.memberLength + block * 64
            bytes.replaceSubrange(at + 32..<at + 64, with: Digest(of: Array(bytes[start..<end])).bytes)
        }
        bytes.replaceSubrange(head..<head + 32, with: Digest(of: Array(bytes[..<head])).bytes)
        return bytes
    }
}
