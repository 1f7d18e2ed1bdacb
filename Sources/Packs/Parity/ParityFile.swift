internal import ErasureCode
package import Files
package import Objects
internal import XZ

/// The parity of a pack, open for reading. Any part of it may be damaged.
package struct ParityFile: ~Copyable {
    package let layout: ParityLayout
    private let file: File
    /// The two tables of checksums, as far as they exist.
    private let tables: [[UInt8]]

    package static func fileName(_ pack: Digest) -> Name { Name(pack.hex + ".parity") }

    /// The pack whose parity a file in packs/ is; nil for other files.
    package static func pack(of file: Name) -> Digest? {
        let text = file.description
        return text.hasSuffix(".parity") ? Digest(hex: text.dropLast(7)) : nil
    }

    /// Opens the parity of `pack`.
    ///
    /// - Throws: ``Damage`` if neither header can be read.
    package init(_ pack: Digest, in folder: Folder) throws {
        let file = try folder.openFile(Self.fileName(pack))
        let length = try file.status().size
        let headers = UInt64(ParityLayout.headerLength)
        let starts = length >= 2 * headers ? [0, length - headers] : [0]
        var found: ParityLayout?
        for start in starts where found == nil {
            found = ParityLayout(header: file.readable(ParityLayout.headerLength, at: start))
            if found?.pack != pack { found = nil }
        }
        // A table longer than the file cannot be right: nothing is allocated because a header says so.
        guard let layout = found, UInt64(layout.tableLength) <= length else {
            throw Damage(.parity(file.path), "no header of it can be read")
        }
        tables = layout.tableOffsets.map { start in
            start < length ? file.readable(Int(min(UInt64(layout.tableLength), length - start)), at: start) : []
        }
        self.layout = layout
        self.file = file
    }

    // MARK: Blocks

    /// Whether a block is intact: one of the two tables has its checksum.
    private func isWhole(_ block: [UInt8], _ number: Int) -> Bool {
        let sum = Self.checksum(block)
        return tables.contains { $0.count >= 4 * number + 4 && Array($0[4 * number..<4 * number + 4]) == sum }
    }

    static func checksum(_ block: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(integer: XZ.crc32(block.span.bytes))
        return bytes
    }

    /// The blocks of a zone's parity by row and stripe; nil for damaged ones.
    private func parityBlocks(_ zone: Int) -> [[UInt8]?] {
        let layout = layout
        let first = layout.parityBlock(0, stripe: 0, zone: zone)
        let count = layout.stripes(inZone: zone) * layout.parity
        let bytes = file.readable(count * layout.blockLength, at: layout.offset(ofParityBlock: first))
        return (0..<count).map { index in
            let block = Array(bytes[index * layout.blockLength..<(index + 1) * layout.blockLength])
            return isWhole(block, layout.blocks + first + index) ? block : nil
        }
    }

    // MARK: Checking

    /// Finds what is wrong with it; nil if nothing is. `pack` must be intact.
    package func findDamage(_ pack: borrowing File) throws -> String? {
        guard try file.status().size == layout.fileLength else { return "its length is not the one that it states" }
        let headers = [0, layout.fileLength - UInt64(ParityLayout.headerLength)].map {
            file.readable(ParityLayout.headerLength, at: $0)
        }
        guard headers.allSatisfy({ $0 == layout.header }) else { return "one of its headers is damaged" }
        guard tables[0] == tables[1] else { return "one of its tables of checksums is damaged" }
        for zone in 0..<layout.zones {
            let damaged = parityBlocks(zone).count { $0 == nil }
            if damaged > 0 { return "\(damaged) of its blocks are damaged" }
            let blocks = layout.dataBlocks(pack, zone)
            for (index, block) in blocks.enumerated() where !isWhole(block, zone * ParityLayout.zoneBlocks + index) {
                return "it does not fit its pack"
            }
        }
        return nil
    }

    // MARK: Healing

    package struct Healing {
        /// The number of damaged blocks of the pack.
        package var damaged = 0
        /// The number of these that were reconstructed.
        package var healed = 0

        package init() {}
    }

    /// Writes the pack to `target`, with damaged blocks reconstructed as far as possible. Only the pack's own checksum
    /// tells whether the result is complete.
    package func heal(_ pack: borrowing File, to target: borrowing File) throws -> Healing {
        var healing = Healing()
        let layout = layout
        for zone in 0..<layout.zones {
            var blocks: [[UInt8]] = layout.dataBlocks(pack, zone)
            let first = zone * ParityLayout.zoneBlocks
            let lost = blocks.indices.filter { !isWhole(blocks[$0], first + $0) }
            healing.damaged += lost.count
            if !lost.isEmpty {
                let parity = parityBlocks(zone)
                let stripes = layout.stripes(inZone: zone)
                let isLost = Set(lost)
                let code = try ErasureCode.open(layout)
                let zero = [UInt8](repeating: 0, count: layout.blockLength)
                for stripe in Set(lost.map { $0 % stripes }).sorted() {
                    let data: [[UInt8]?] = (0..<layout.data).map { column in
                        let index = stripe + column * stripes
                        return index >= blocks.count ? zero : isLost.contains(index) ? nil : blocks[index]
                    }
                    let rows: [[UInt8]?] = (0..<layout.parity).map { parity[$0 * stripes + stripe] }
                    guard let made = code.recover(data + rows) else { continue }
                    for (column, block) in made { blocks[stripe + column * stripes] = block }
                    healing.healed += made.count
                }
            }
            var bytes = Array(blocks.joined())
            let rest = layout.packLength - UInt64(first) * UInt64(layout.blockLength)
            if UInt64(bytes.count) > rest { bytes.removeLast(bytes.count - Int(rest)) }
            try target.write(bytes)
        }
        return healing
    }
}

extension ParityLayout {
    /// The pack's blocks in a zone, the last padded with zeros. Unreadable bytes are zeros.
    func dataBlocks(_ pack: borrowing File, _ zone: Int) -> [[UInt8]] {
        let start = UInt64(zone) * UInt64(Self.zoneBlocks) * UInt64(blockLength)
        let wanted = blocks(inZone: zone) * blockLength
        let length = Int(min(UInt64(wanted), packLength - start))
        let bytes = pack.readable(length, at: start) + [UInt8](repeating: 0, count: wanted - length)
        return (0..<blocks(inZone: zone)).map { Array(bytes[$0 * blockLength..<($0 + 1) * blockLength]) }
    }
}

extension ErasureCode {
    static func open(_ layout: ParityLayout) throws -> ErasureCode {
        do {
            return try ErasureCode(data: layout.data, parity: layout.parity)
        } catch {
            throw LibraryUnavailable("parity cannot be computed", error)
        }
    }
}

extension File {
    /// `count` bytes from `offset`, with zeros for unreadable ones.
    package func readable(_ count: Int, at offset: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let wanted = min(count - bytes.count, 1 << 16)
            var piece = (try? read(wanted, at: offset + UInt64(bytes.count))) ?? []
            piece += [UInt8](repeating: 0, count: wanted - piece.count)
            bytes += piece
        }
        return bytes
    }
}
