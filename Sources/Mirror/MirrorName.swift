internal import Objects

/// The git form of file names (docs/mirror.md §3).
///
/// Git refuses some names, or gives them a meaning: those are encoded as `.at1name-` and the name, with a percent sign
/// and two digits for most bytes. A name that already begins like this is encoded too, so that the encoding is
/// unambiguous.
enum MirrorName {
    private static let prefix = Array(".at1name-".utf8)
    private static let hex = Array("0123456789ABCDEF".utf8)

    /// The name in git.
    static func encode(_ name: EntryName, isLink: Bool) -> [UInt8] {
        guard name.bytes.starts(with: prefix) || hasMeaning(name.bytes, isLink: isLink) else { return name.bytes }
        return prefix
            + name.bytes.flatMap { byte in
                isPlain(byte) ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
    }

    /// Decodes the name that is `bytes` in git. The caller checks whether it had to be encoded.
    static func decode(_ bytes: some Collection<UInt8>) throws(DecodeError) -> EntryName {
        guard bytes.starts(with: prefix) else { return try EntryName(bytes) }
        var name: [UInt8] = []
        var rest = Array(bytes.dropFirst(prefix.count))[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                name.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap({ hex.firstIndex(of: $0) }),
                let low = rest.popFirst().flatMap({ hex.firstIndex(of: $0) })
            else { throw DecodeError(.badName, "a percent sign without two digits behind it") }
            name.append(UInt8(high << 4 | low))
        }
        return try EntryName(name)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether git, on any file system that it supports, could take the name for its own or for one of its settings
    /// (git fsck.c and path.c: HFS+ ignores some characters; NTFS has short names, streams and a second separator).
    /// Merely similar names are included, too.
    private static func hasMeaning(_ name: [UInt8], isLink: Bool) -> Bool {
        if !isLink, harmless.contains(name) { return false }
        let plain = name.filter { $0 < 0x80 }.map { byte in
            UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
        }
        return plain.split(separator: UInt8(ascii: "\\")).contains { part in
            if part.starts(with: ".git".utf8) || (isLink && part.starts(with: ".mailmap".utf8)) { return true }
            guard part.contains(UInt8(ascii: "~")) else { return false }
            return part.starts(with: "gi".utf8) || (isLink && part.starts(with: "ma".utf8))
        }
    }

    private static let harmless = [Array(".gitignore".utf8), Array(".gitkeep".utf8)]
}
