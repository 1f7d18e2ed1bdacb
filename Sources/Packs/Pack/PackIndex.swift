package import Files
package import Objects
internal import Synchronization

/// Which pack has which object: the file `packs/index` (docs/format.md §5.6), so that a store with many packs opens only
/// those that it needs.
///
/// It is a cache. What it says of an object is confirmed by the pack; packs that it does not list are looked into
/// directly, and those of its packs that are gone do not count.
package final class PackIndex: Sendable {
    /// A pack, and for how many objects the index names it: none if it is listed only.
    package struct Member: Hashable, Sendable {
        package let name: Digest
        package let count: Int
    }

    /// In order of names, each once.
    package let members: [Member]
    /// The number of entries.
    package let count: Int
    /// The packs that need not be looked into directly.
    let covered: Set<Digest>
    private let file: File
    private let status: FileStatus
    /// The first identity of each block, and the block's checksum.
    private let blocks: [(first: ObjectID, checksum: Digest)]
    /// Where the entries begin.
    private let start: UInt64
    /// Blocks that have been read and checked.
    private let read = Mutex<[Int: [UInt8]]>([:])

    package static let fileName: Name = "index"
    static let magic = Array("at1pidx\u{1}".utf8)
    static let memberLength = Digest.byteCount + 4
    static let entryLength = Digest.byteCount + 4
    /// The number of entries in a block; the last one may have fewer.
    static let blockCount = 1024
    /// The maximum number of entries.
    package static let maximumCount = 1 << 21
    private static let maximumMembers = 1 << 20

    // MARK: Opening

    /// Opens the index. Its entries are read when they are needed.
    ///
    /// - Throws: ``Damage``, `FileError`.
    package init(in folder: Folder) throws {
        let file = try folder.openFile(Self.fileName)
        func damaged(_ what: String) -> Damage { Damage(.file("packs/index"), what) }
        status = try file.status()
        let begin = try file.read(16, at: 0)
        guard begin.count == 16, begin.starts(with: Self.magic) else {
            throw damaged("it does not start as an index of packs does")
        }
        let memberCount = Self.integer(begin, at: 8)
        count = Self.integer(begin, at: 12)
        let blockCount = (count + Self.blockCount - 1) / Self.blockCount
        guard memberCount <= Self.maximumMembers, count <= Self.maximumCount else { throw damaged("it is too large") }
        let head = 16 + memberCount * Self.memberLength + blockCount * 2 * Digest.byteCount
        start = UInt64(head + Digest.byteCount)
        guard status.size == start + UInt64(count * Self.entryLength) else {
            throw damaged("its length is not the one that it states")
        }
        let bytes = try file.read(head + Digest.byteCount, at: 0)
        guard bytes.count == head + Digest.byteCount, Digest(bytes, at: head) == Digest(of: bytes[..<head]) else {
            throw damaged("its tables do not have the recorded checksum")
        }
        var at = 16
        var members: [Member] = []
        members.reserveCapacity(memberCount)
        for _ in 0..<memberCount {
            members.append(
                Member(name: Digest(bytes, at: at), count: Self.integer(bytes, at: at + Digest.byteCount)))
            at += Self.memberLength
        }
        var blocks: [(first: ObjectID, checksum: Digest)] = []
        blocks.reserveCapacity(blockCount)
        for _ in 0..<blockCount {
            blocks.append((ObjectID(Digest(bytes, at: at)), Digest(bytes, at: at + Digest.byteCount)))
            at += 2 * Digest.byteCount
        }
        guard zip(members, members.dropFirst()).allSatisfy({ $0.name < $1.name }),
            zip(blocks, blocks.dropFirst()).allSatisfy({ $0.first <= $1.first }),
            members.total({ UInt64($0.count) }) == UInt64(count)
        else { throw damaged("its tables are out of order") }
        covered = Set(members.lazy.filter { $0.count > 0 }.map(\.name))
        self.members = members
        self.blocks = blocks
        self.file = file
    }

    /// Whether this is still the file in the folder.
    func isCurrent(in folder: Folder) -> Bool {
        guard let now = try? folder.find(Self.fileName) else { return false }
        return now.isSameFile(as: status) && now.size == status.size && now.modified == status.modified
    }

    // MARK: Entries

    /// The packs that have an object, by the index.
    ///
    /// - Throws: ``Damage``, `FileError`.
    func packs(of id: ObjectID) throws -> [Digest] {
        var found: [Digest] = []
        try forEach(from: id) { entry, member in
            guard entry == id else { return false }
            found.append(members[member].name)
            return true
        }
        return found
    }

    /// Passes the entries, from an identity on, in order to `body`, until that returns false.
    package func forEach(from id: ObjectID? = nil, _ body: (ObjectID, _ member: Int) throws -> Bool) throws {
        // The last block that begins before it: the same identity may be at the end of one and the start of the next.
        var low = 0
        var high = id == nil ? 0 : blocks.count
        while low < high {
            let middle = (low + high) / 2
            if let id, blocks[middle].first < id { low = middle + 1 } else { high = middle }
        }
        var number = max(0, low - 1)
        var position: Int?
        while number < blocks.count {
            let block = try block(number)
            let count = block.count / Self.entryLength
            for index in (position ?? id.map { Self.position(of: $0, in: block) } ?? 0)..<count {
                let at = index * Self.entryLength
                guard try body(ObjectID(Digest(block, at: at)), Self.member(block, at)) else { return }
            }
            number += 1
            position = 0
        }
    }

    private static func member(_ block: [UInt8], _ at: Int) -> Int { integer(block, at: at + Digest.byteCount) }

    private static func integer(_ bytes: [UInt8], at: Int) -> Int {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    /// The number of the first entry with this identity or a later one.
    private static func position(of id: ObjectID, in block: [UInt8]) -> Int {
        var low = 0
        var high = block.count / entryLength
        while low < high {
            let middle = (low + high) / 2
            if ObjectID(Digest(block, at: middle * entryLength)) < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The bytes of a block, checked.
    private func block(_ number: Int) throws -> [UInt8] {
        if let block = read.withLock({ $0[number] }) { return block }
        func damaged(_ what: String) -> Damage { Damage(.file("packs/index"), what) }
        let length = min(Self.blockCount, count - number * Self.blockCount) * Self.entryLength
        let bytes = try file.read(length, at: start + UInt64(number * Self.blockCount * Self.entryLength))
        guard bytes.count == length, Digest(of: bytes) == blocks[number].checksum,
            ObjectID(Digest(bytes, at: 0)) == blocks[number].first
        else { throw damaged("block \(number) does not have the recorded checksum") }
        for at in stride(from: 0, to: length, by: Self.entryLength) where Self.member(bytes, at) >= members.count {
            throw damaged("block \(number) names a pack that it does not list")
        }
        read.withLock { $0[number] = bytes }
        return bytes
    }

    // MARK: Writing

    /// The bytes of an index.
    ///
    /// - Parameters:
    ///   - packs: the packs and, in any order, the identities that are in them; none for a pack that is listed only.
    static func encode(_ packs: [Digest: [ObjectID]]) -> [UInt8] {
        let names = packs.keys.sorted()
        var entries: [(id: ObjectID, member: UInt32)] = []
        entries.reserveCapacity(packs.values.reduce(0) { $0 + $1.count })
        var head = magic
        head.append(integer: UInt32(names.count))
        head.append(integer: UInt32(packs.values.reduce(0) { $0 + $1.count }))
        for (number, name) in names.enumerated() {
            let ids = packs[name] ?? []
            head.append(name)
            head.append(integer: UInt32(ids.count))
            for id in ids { entries.append((id, UInt32(number))) }
        }
        entries.sort { ($0.id, $0.member) < ($1.id, $1.member) }
        var body: [UInt8] = []
        body.reserveCapacity(entries.count * entryLength)
        for start in stride(from: 0, to: entries.count, by: blockCount) {
            let first = body.count
            for entry in entries[start..<min(start + blockCount, entries.count)] {
                body.append(entry.id.digest)
                body.append(integer: entry.member)
            }
            head.append(entries[start].id.digest)
            head.append(Digest(of: body[first...]))
        }
        head.append(Digest(of: head))
        return head + body
    }
}
