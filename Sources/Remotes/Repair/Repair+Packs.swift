internal import Files
internal import Glibc
internal import Objects
internal import Packs
internal import Store

extension Repair {
    /// Opens a pack if every byte and every object of it is intact; nil if it is damaged, or gone.
    func whole(_ name: Digest) throws -> Pack? {
        do {
            let pack = try Pack(name, in: repository.packs)
            try pack.verifyChecksum()
            for (frame, entries) in try pack.entriesByFrame() {
                let bytes = try pack.frame(frame)
                for entry in entries { _ = try ObjectDatabase.object(entry, in: bytes) }
            }
            return pack
        } catch let error as FileError {
            // Unreadable bytes are lost. A file that cannot be opened now is not damaged.
            guard error.isMissing || error.code == EIO else { throw error }
            return nil
        } catch is Damage {
            return nil
        }
    }

    /// Writes the pack to `target`, reconstructed from its parity. Without readable parity, nothing is reconstructed.
    func heal(_ file: Name, to target: borrowing File) throws -> ParityFile.Healing {
        guard let name = Pack.name(of: file) else { return ParityFile.Healing() }
        do {
            let parity = try ParityFile(name, in: repository.packs)
            let pack = try repository.packs.openFile(file)
            // A header is not trusted beyond what parity can reconstruct at all.
            guard try parity.layout.packLength / 2 <= pack.status().size + 4096 else { return ParityFile.Healing() }
            let healing = try parity.heal(pack, to: target)
            report.healedBytes += UInt64(healing.healed) * UInt64(parity.layout.blockLength)
            return healing
        } catch is Damage {
            return ParityFile.Healing()
        } catch let error as LibraryUnavailable {
            report.unreachableSources.append(("parity", "\(error)"))
            return ParityFile.Healing()
        } catch let error as FileError where error.isMissing {
            return ParityFile.Healing()
        }
    }

    /// Whether the bytes of a file are those of the pack.
    func isWhole(_ file: borrowing File, _ name: Digest) throws -> Bool {
        let bytes = try file.status().size
        guard bytes > UInt64(Digest.byteCount) else { return false }
        var hasher = ContentHasher()
        var rest = bytes - UInt64(Digest.byteCount)
        var at: UInt64 = 0
        while rest > 0 {
            let piece = file.readable(Int(min(rest, 1 << 20)), at: at)
            hasher.update(piece)
            at += UInt64(piece.count)
            rest -= UInt64(piece.count)
        }
        return hasher.finish() == name && Digest(file.readable(Digest.byteCount, at: at), at: 0) == name
    }

    /// As many bytes of a file as can be read.
    func readable(_ file: Name) throws -> [UInt8] {
        try contents(of: try repository.packs.openFile(file))
    }

    func contents(of file: borrowing File) throws -> [UInt8] {
        file.readable(Int(try file.status().size), at: 0)
    }

    /// Moves damaged parity to quarantine and writes it again, for intact packs.
    func rewriteDamagedParity() throws {
        for file in try repository.packs.names() {
            guard let name = ParityFile.pack(of: file), try repository.packs.find(Pack.fileName(name)) != nil else {
                continue
            }
            let pack = try repository.packs.openFile(Pack.fileName(name))
            guard try isWhole(pack, name) else { continue }
            var layout: ParityLayout?
            do {
                let parity = try ParityFile(name, in: repository.packs)
                if try parity.findDamage(pack) == nil { continue }
                layout = parity.layout
            } catch is Damage {
                let share = try repository.configuration.parityShare() ?? ParityShare("5%")
                if let share, !share.isNone {
                    layout = ParityLayout(pack: name, length: try pack.status().size, share: share)
                }
            }
            try keepInQuarantine(file, of: repository.packs, as: "packs/\(file)")
            // A layout of another length comes from a damaged file.
            guard let layout, try layout.packLength == pack.status().size else {
                try repository.packs.removeFile(file)
                continue
            }
            let writing = try repository.sharePacks()
            try ParityWriter(layout: layout).write(
                in: repository.packs, through: repository.temporary, durable: repository.options.isDurable)
            _ = consume writing
            report.parityRewritten += 1
        }
    }

    /// Gives a file a second name, in `quarantine/`.
    func keepInQuarantine(_ file: Name, of folder: Folder, as place: String) throws {
        try repository.folder.createFolder("quarantine")
        let quarantine = try repository.folder.openFolder("quarantine")
        var name = file
        var number = 1
        while try quarantine.find(name) != nil {
            name = Name("\(file).\(number)")
            number += 1
        }
        try folder.link(file, as: name, in: quarantine)
        if repository.options.isDurable {
            try quarantine.sync()
            try repository.folder.sync()
        }
        report.quarantined.append(place)
    }
}
