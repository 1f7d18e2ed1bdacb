internal import ErasureCode
package import Objects

/// The layout of a parity file (docs/format.md §5.4).
///
/// The pack is divided into blocks, and these into zones that are coded separately. In a zone, block i is in stripe i
/// mod (the number of stripes), so that damage in one place is spread over all of them.
package struct ParityLayout: Hashable, Sendable {
    let pack: Digest
    package let packLength: UInt64
    package let blockLength: Int
    /// The number of data blocks in a stripe.
    let data: Int
    /// The number of parity blocks in a stripe.
    let parity: Int

    static let magic: [UInt8] = Array("at1prty".utf8) + [1]
    static let headerLength = 8 + Digest.byteCount + 8 + 4 + 2 + Digest.byteCount
    static let zoneBlocks = 16_384
    private static let blockLengths = 64...4096
    private static let maximumPackLength: UInt64 = 1 << 46

    /// The layout for a pack of `length` bytes with `share` of parity.
    package init(pack: Digest, length: UInt64, share: ParityShare) {
        self.pack = pack
        packLength = length
        var block = Self.blockLengths.lowerBound
        while block < Self.blockLengths.upperBound, UInt64(block) * 1024 < length { block *= 2 }
        blockLength = block
        func parity(for data: Int) -> Int { max(1, (data * share.perMille + 999) / 1000) }
        var most = ErasureCode.maximumBlocks - 1
        while most > 1, most + parity(for: most) > ErasureCode.maximumBlocks { most -= 1 }
        let blocks = Int(min((length + UInt64(block) - 1) / UInt64(block), UInt64(Self.zoneBlocks)))
        let stripes = max(1, (blocks + most - 1) / most)
        data = max(1, (blocks + stripes - 1) / stripes)
        self.parity = parity(for: data)
    }

    // MARK: Counts

    /// The number of blocks in the pack, with the last one padded.
    var blocks: Int { Int((packLength + UInt64(blockLength) - 1) / UInt64(blockLength)) }
    var zones: Int { (blocks + Self.zoneBlocks - 1) / Self.zoneBlocks }
    func blocks(inZone zone: Int) -> Int { min(Self.zoneBlocks, blocks - zone * Self.zoneBlocks) }
    func stripes(inZone zone: Int) -> Int { (blocks(inZone: zone) + data - 1) / data }

    /// The number of a parity block, counted from 0 through all zones.
    func parityBlock(_ row: Int, stripe: Int, zone: Int) -> Int {
        let before = zone * ((Self.zoneBlocks + data - 1) / data)
        return before * parity + row * stripes(inZone: zone) + stripe
    }

    var parityBlocks: Int {
        guard zones > 0 else { return 0 }
        return parityBlock(parity - 1, stripe: stripes(inZone: zones - 1) - 1, zone: zones - 1) + 1
    }

    // MARK: Places

    /// In bytes: a checksum of 4 bytes for each block of the pack, then for each parity block.
    var tableLength: Int { 4 * (blocks + parityBlocks) }
    var tableOffsets: [UInt64] {
        let first = UInt64(Self.headerLength)
        return [first, first + UInt64(tableLength) + UInt64(parityBlocks) * UInt64(blockLength)]
    }
    func offset(ofParityBlock number: Int) -> UInt64 {
        UInt64(Self.headerLength + tableLength) + UInt64(number) * UInt64(blockLength)
    }
    package var fileLength: UInt64 { tableOffsets[1] + UInt64(tableLength + Self.headerLength) }

    // MARK: The header

    var header: [UInt8] {
        var bytes = Self.magic
        bytes.append(pack)
        bytes.append(integer: packLength)
        bytes.append(integer: UInt32(blockLength))
        bytes += [UInt8(data), UInt8(parity)]
        bytes.append(Digest(of: bytes))
        return bytes
    }

    /// Reads a header; nil for invalid bytes.
    init?(header bytes: [UInt8]) {
        guard bytes.count == Self.headerLength, bytes.starts(with: Self.magic),
            Digest(of: Array(bytes.dropLast(Digest.byteCount))) == Digest(bytes, at: bytes.count - Digest.byteCount)
        else { return nil }
        var at = Self.magic.count
        func integer(_ width: Int) -> UInt64 {
            defer { at += width }
            return bytes[at..<at + width].reduce(0) { $0 << 8 | UInt64($1) }
        }
        pack = Digest(bytes, at: at)
        at += Digest.byteCount
        packLength = integer(8)
        let block = Int(integer(4))
        data = Int(integer(1))
        parity = Int(integer(1))
        blockLength = block
        guard packLength > 0, packLength <= Self.maximumPackLength, Self.blockLengths.contains(block),
            block.nonzeroBitCount == 1, data > 0, parity > 0, data + parity <= ErasureCode.maximumBlocks
        else { return nil }
    }
}
