internal import Objects
internal import Packs

/// A pack in a ``FileSource``: its footer, and access to its frames.
struct RemotePack {
    let name: Digest
    /// In bytes.
    let length: UInt64
    let footer: PackFooter

    /// Reads the footer, within the limits of a pack, and verifies its checksum. What it says of objects is not trusted
    /// before they are hashed.
    init(_ name: Digest, length: UInt64, _ source: any FileSource) throws {
        func lied(_ what: String) -> RemoteError { .lied(source.label, what: "pack \(name.hex.prefix(10)): \(what)") }
        let trailerLength = UInt64(PackFooter.trailerLength)
        let magic = UInt64(PackFooter.magic.count)
        guard length >= magic + trailerLength, length < 1 << 50 else { throw lied("a length of \(length) bytes") }
        // Small footers arrive together with the trailer.
        let guess = min(length, 64 << 10)
        var tail = try source.contents(Self.path(name), length - guess..<length, of: length)
        var trailer = ByteReader(tail.suffix(Int(trailerLength)))
        let footerLength: UInt64
        let checksum: Digest
        do {
            footerLength = try trailer.integer(UInt64.self, "the footer's length")
            checksum = try trailer.digest("the footer's checksum")
            guard try trailer.digest("the name") == name else { throw lied("it has another name") }
        } catch let error as DecodeError {
            throw lied("\(error)")
        }
        guard footerLength <= length - trailerLength - magic, footerLength <= 4 << 30 else {
            throw lied("a footer of \(footerLength) bytes")
        }
        let dataEnd = length - trailerLength - footerLength
        if footerLength + trailerLength > guess {
            tail = try source.contents(Self.path(name), dataEnd..<length, of: length)
        }
        let bytes = Array(tail.dropLast(Int(trailerLength)).suffix(Int(footerLength)))
        guard Digest(of: bytes) == checksum else { throw lied("its footer does not have the checksum that it says") }
        do {
            footer = try PackFooter(bytes, dataEnd: dataEnd)
        } catch {
            throw lied("\(error)")
        }
        self.name = name
        self.length = length
    }

    static func path(_ name: Digest) -> String { "packs/\(name.hex).pack" }
}
