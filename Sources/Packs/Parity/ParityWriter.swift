internal import ErasureCode
package import Files
internal import Objects
internal import Threads

/// Computes the parity of a pack. Memory is bounded by the zone, not the pack.
package struct ParityWriter {
    let layout: ParityLayout

    package init(layout: ParityLayout) { self.layout = layout }

    /// Writes the parity of a pack beside it. The pack is hashed while it is read: a damaged one never gets parity.
    package func write(in packs: Folder, through temporary: Folder, durable: Bool) throws {
        let layout = layout
        let code = try ErasureCode.open(layout)
        let pack = try packs.openFile(Pack.fileName(layout.pack))
        let made = try TemporaryFile(in: temporary, prefix: "parity-")
        var hasher = ContentHasher()
        var rest = layout.packLength - UInt64(Digest.byteCount)
        var dataSums: [UInt8] = []
        var paritySums: [UInt8] = []
        let zero = [UInt8](repeating: 0, count: layout.blockLength)
        for zone in 0..<layout.zones {
            let blocks = layout.dataBlocks(pack, zone)
            for block in blocks {
                dataSums += ParityFile.checksum(block)
                let hashed = Array(block.prefix(Int(min(UInt64(block.count), rest))))
                hasher.update(hashed)
                rest -= UInt64(hashed.count)
            }
            let stripes = layout.stripes(inZone: zone)
            let coded = try Parallel.map(Array(0..<stripes)) { stripe in
                code.encode(
                    (0..<layout.data).map { column in
                        let index = stripe + column * stripes
                        return index < blocks.count ? blocks[index] : zero
                    })
            }
            var bytes: [UInt8] = []
            for row in 0..<layout.parity {
                for stripe in coded {
                    bytes += stripe[row]
                    paritySums += ParityFile.checksum(stripe[row])
                }
            }
            let start = layout.offset(ofParityBlock: layout.parityBlock(0, stripe: 0, zone: zone))
            try made.file.write(bytes.span.bytes, at: start)
        }
        guard hasher.finish() == layout.pack else {
            throw Damage(.pack(pack.path), "its bytes do not have the checksum it is named by")
        }
        let header = layout.header
        let table = dataSums + paritySums
        try made.file.write(header.span.bytes, at: 0)
        for start in layout.tableOffsets { try made.file.write(table.span.bytes, at: start) }
        try made.file.write(header.span.bytes, at: layout.fileLength - UInt64(header.count))
        try made.put(in: packs, as: ParityFile.fileName(layout.pack), durable: durable)
    }
}
