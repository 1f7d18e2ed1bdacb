internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// Gives every pack exactly this share of parity; removes it if the share is none. Requires the lock packs/gc.
    ///
    /// - Parameter only: the only pack to change; nil for all.
    /// - Returns: the size of all parity in bytes.
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
            total.add(saturating: layout.fileLength)
        }
        if share.isNone {
            for file in try packs.names() where ParityFile.pack(of: file) != nil { try packs.removeFile(file) }
        }
        return total
    }

    /// The layout of a parity file that exists in full length; nil if there is none.
    private func parityLayout(of pack: Digest) throws -> ParityLayout? {
        do {
            let layout = try ParityFile(pack, in: packs).layout
            let length = try packs.find(ParityFile.fileName(pack))?.size
            return length == layout.fileLength ? layout : nil
        } catch is Damage {
            return nil
        } catch let error as FileError where error.isMissing {
            return nil
        }
    }

    /// Removes parity whose pack is gone. Requires the lock packs/gc.
    func sweepParity() throws {
        let names = try packs.names()
        let present = Set(names.compactMap(Pack.name(of:)))
        for file in names {
            if let pack = ParityFile.pack(of: file), !present.contains(pack) { try packs.removeFile(file) }
        }
    }

    /// The size of all parity in bytes.
    func parityBytes() throws -> UInt64 {
        try packs.names().filter { ParityFile.pack(of: $0) != nil }
            .total { try packs.find($0)?.size ?? 0 }
    }
}
