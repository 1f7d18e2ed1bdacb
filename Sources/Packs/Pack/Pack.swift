package import Files
package import Objects
internal import Zstandard

/// One pack, open for reading: a file that never changes (docs/format.md §5).
package final class Pack: Sendable {
    /// The pack's name: the SHA-256 of its bytes up to the name itself.
    package let name: Digest
    package let footer: PackFooter
    /// In bytes.
    package let fileLength: UInt64
    private let file: PackFile

    package var path: String { file.path }

    package static func fileName(_ name: Digest) -> Name { Name(name.hex + ".pack") }

    /// The pack's name from the name of a file in packs/; nil for other files.
    package static func name(of file: Name) -> Digest? {
        let text = file.description
        guard text.hasSuffix(".pack") else { return nil }
        return Digest(hex: text.dropLast(5))
    }

    /// Opens a pack: reads its footer and checks the footer's checksum. The frames are not read.
    package convenience init(_ name: Digest, in folder: Folder) throws {
        let file = try folder.openFile(Pack.fileName(name))
        let (length, tables) = try Self.read(file, expecting: name)
        self.init(try PackFile(file, Pack.fileName(name), in: folder), length, tables)
    }

    /// Opens a pack that is not in its place yet.
    convenience init(_ file: consuming File, expecting name: Digest?) throws {
        let (length, tables) = try Self.read(file, expecting: name)
        self.init(try PackFile(file), length, tables)
    }

    private typealias Tables = (name: Digest, footer: PackFooter)

    private init(_ file: PackFile, _ length: UInt64, _ tables: Tables) {
        self.file = file
        fileLength = length
        name = tables.name
        footer = tables.footer
    }

    /// Reads all that a pack says of itself, while its file is open.
    private static func read(_ file: borrowing File, expecting name: Digest?) throws -> (length: UInt64, Tables) {
        let path = file.path
        func damaged(_ what: String) -> Damage { Damage(.pack(path), what) }
        let length = try file.status().size
        let trailerLength = UInt64(PackFooter.trailerLength)
        guard length >= UInt64(PackFooter.magic.count) + trailerLength else { throw damaged("it is too short") }
        guard try file.read(PackFooter.magic.count, at: 0) == PackFooter.magic else {
            throw damaged("it does not start as a pack does")
        }
        var trailer = ByteReader(try file.read(PackFooter.trailerLength, at: length - trailerLength))
        let footerLength = try trailer.integer(UInt64.self, "the footer's length")
        let footerHash = try trailer.digest("the footer's checksum")
        let packName = try trailer.digest("the pack's checksum")
        if let name, packName != name { throw damaged("its checksum is not its name") }
        guard footerLength <= length - trailerLength - UInt64(PackFooter.magic.count), footerLength < 1 << 40 else {
            throw damaged("its footer is longer than the file")
        }
        let dataEnd = length - trailerLength - footerLength
        let footer = try file.read(Int(footerLength), at: dataEnd)
        guard footer.count == Int(footerLength), Digest(of: footer) == footerHash else {
            throw damaged("its footer does not have the recorded checksum")
        }
        do {
            return (length, (packName, try PackFooter(footer, dataEnd: dataEnd)))
        } catch {
            throw damaged("\(error)")
        }
    }

    package func find(_ id: ObjectID) throws -> PackFooter.Entry? {
        do {
            return try footer.find(id)
        } catch {
            throw Damage(.pack(path), "\(error)")
        }
    }

    /// A frame's bytes as they are stored.
    package func storedFrame(_ index: Int) throws -> [UInt8] {
        let frame = footer.frames[index]
        let stored = try file.read(Int(frame.storedLength), at: frame.offset)
        guard stored.count == Int(frame.storedLength) else {
            throw Damage(.pack(path), "it ends within frame \(index)")
        }
        return stored
    }

    /// Whether a frame is as small as gc makes it, so that another gc copies it unchanged.
    package func isSmall(_ index: Int) throws -> Bool {
        let frame = footer.frames[index]
        guard frame.codec == .zstd else { return true }
        return Zstandard.hasChecksum(
            try file.read(min(Zstandard.headerLength, Int(frame.storedLength)), at: frame.offset))
    }

    /// A frame's decoded bytes. Not verified: the caller checks the identity of each object that it takes from them.
    package func frame(_ index: Int) throws -> [UInt8] {
        try decode(storedFrame(index), of: index)
    }

    /// The same for bytes from ``storedFrame(_:)``.
    package func decode(_ stored: [UInt8], of index: Int) throws -> [UInt8] {
        let frame = footer.frames[index]
        do {
            return try frame.codec.decode(stored, length: Int(frame.length))
        } catch {
            throw Damage(.frame(index, pack: path), "\(error)")
        }
    }

    /// Reads the whole file and compares its SHA-256 with its name.
    package func verifyChecksum() throws {
        var hasher = ContentHasher()
        let end = fileLength - UInt64(Digest.byteCount)
        var offset: UInt64 = 0
        while offset < end {
            let piece = try file.read(Int(min(end - offset, 1 << 20)), at: offset)
            guard !piece.isEmpty else { break }
            hasher.update(piece.span.bytes)
            offset += UInt64(piece.count)
        }
        guard hasher.finish() == name else {
            throw Damage(.pack(path), "its bytes do not have the checksum it is named by")
        }
    }

    /// When the pack was put in place, in nanoseconds since 1970.
    package var modified: Int64 { file.status.modified }
}
