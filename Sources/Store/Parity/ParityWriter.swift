internal import ErasureCode
internal import Objects

/// Computes the parity of a pack. Memory follows the zone, not the pack.
struct ParityWriter {
    let layout: ParityLayout

    /// Writes the parity of a pack beside it. The pack is hashed as it is read: damage never gets parity.
    func write(in packs: Folder, through temporary: Folder, durable: Bool) throws {
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
            throw RepositoryError.damaged(
                "pack '\(pack.path)'", what: "its bytes do not have the checksum it is named by")
        }
        let header = layout.header
        let table = dataSums + paritySums
        try made.file.write(header.span.bytes, at: 0)
        for start in layout.tableOffsets { try made.file.write(table.span.bytes, at: start) }
        try made.file.write(header.span.bytes, at: layout.fileLength - UInt64(header.count))
        try made.put(in: packs, as: ParityFile.fileName(layout.pack), durable: durable)
    }
}

extension Repository {
    /// Gives every pack just the share of parity; removes it for none. Only for whoever holds packs/gc.
    ///
    /// - Parameter only: the one pack that is to get it, nil for all.
    /// - Returns: the bytes of all parity.
    func protectPacks(_ share: ParityShare, only name: Digest? = nil) throws -> UInt64 {
        let lock = try sharePacks()
        defer { _ = lock }
        var total: UInt64 = 0
        let open = try objects.reload()
        for pack in open where !share.isNone && (name == nil || pack.name == name) {
            let layout = ParityLayout(pack: pack.name, length: pack.fileLength, share: share)
            if try layout != parityLayout(of: pack.name) {
                try ParityWriter(layout: layout).write(in: packs, through: temporary, durable: options.isDurable)
            }
            total += layout.fileLength
        }
        if share.isNone {
            for file in try packs.names() where ParityFile.pack(of: file) != nil { try packs.removeFile(file) }
        }
        return total
    }

    /// The layout of a parity file that is there in full length; nil where none is.
    private func parityLayout(of pack: Digest) throws -> ParityLayout? {
        do {
            let layout = try ParityFile(pack, in: packs).layout
            let length = try packs.find(ParityFile.fileName(pack))?.size
            return length == layout.fileLength ? layout : nil
        } catch RepositoryError.damaged {
            return nil
        } catch let error as FileError where error.isMissing {
            return nil
        }
    }

    /// Removes parity that has lost its pack. Only for whoever holds packs/gc.
    func sweepParity() throws {
        let names = try packs.names()
        let present = Set(names.compactMap(Pack.name(of:)))
        for file in names {
            if let pack = ParityFile.pack(of: file), !present.contains(pack) { try packs.removeFile(file) }
        }
    }

    /// The bytes of all parity.
    func parityBytes() throws -> UInt64 {
        try packs.names().filter { ParityFile.pack(of: $0) != nil }
            .reduce(0) { try $0 + (packs.find($1)?.size ?? 0) }
    }
}
