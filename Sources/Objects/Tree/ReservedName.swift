/// The two folder names that no tree may have: the store's own, and git's, whose hooks and settings run programs
/// (docs/format.md §3.5).
///
/// A name is reserved if it is one of them, or if some file system treats it as one of them. So a tree that is written
/// on one machine cannot reach into `.git` or `.at1store` on another.
public enum ReservedName: String, Sendable {
    case git = ".git"
    case store = ".at1store"

    /// The reserved name that `name` is, or could be mistaken for; nil for every other name.
    public init?(_ name: some Collection<UInt8>) {
        // Nearly every name is plain, without the characters that a reserved one needs.
        guard name.first == UInt8(ascii: ".") || name.contains(where: Self.isSuspicious) else { return nil }
        // On NTFS a backslash separates names.
        for part in name.split(separator: UInt8(ascii: "\\")) {
            if let reserved = Self.alias(part) {
                self = reserved
                return
            }
        }
        return nil
    }

    /// The mark of a short name, the separator of NTFS, or a part of a non-ASCII character.
    private static func isSuspicious(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "~") || byte == UInt8(ascii: "\\") || byte >= 0x80
    }

    private static func alias(_ part: some Collection<UInt8>) -> ReservedName? {
        // What follows a colon names a stream of the file, and NTFS drops dots and spaces at the end.
        var folded = folded(part.prefix { $0 != UInt8(ascii: ":") })
        while let last = folded.last, last == UInt8(ascii: ".") || last == UInt8(ascii: " ") { folded.removeLast() }
        return names.first { folded.elementsEqual($0.name) }?.reserved
    }

    /// Each name, and the short ones that NTFS makes of it.
    private static let names: [(name: [UInt8], reserved: ReservedName)] =
        [
            (".git", git), ("git~1", git), (".at1store", store), ("at1sto~1", store), ("at1sto~2", store),
            ("at1sto~3", store), ("at1sto~4", store),
        ].map { (Array($0.utf8), $1) }

    /// The text as a case-insensitive file system compares it: without ignorable characters, letters in lower case.
    private static func folded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "A"..."Z": folded.append(UInt8(scalar.value) | 0x20)
            case "\u{17f}": folded.append(UInt8(ascii: "s"))  // long s
            case "\u{130}", "\u{131}": folded.append(UInt8(ascii: "i"))  // the dotted I and the dotless i
            case "\u{fb05}", "\u{fb06}": folded += Array("st".utf8)  // ligatures
            case _ where scalar.isASCII: folded.append(UInt8(scalar.value))
            case _ where isIgnorable(scalar.value): break
            default: folded.append(0xff)  // occurs in no reserved name
            }
        }
        return folded
    }

    /// Characters that HFS+ and ext4 ignore when they compare names (Unicode: Default_Ignorable_Code_Point).
    private static func isIgnorable(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xad, 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f, 0x200b...0x200f, 0x202a...0x202e,
            0x2060...0x206f, 0x3164, 0xfe00...0xfe0f, 0xfeff, 0xffa0, 0xfff0...0xfff8, 0x1bca0...0x1bca3,
            0x1d173...0x1d17a, 0xe0000...0xe0fff:
            true
        default: false
        }
    }
}
