/// One name in a tree: bytes as the file system has them, UTF-8 or not (docs/format.md §3.5).
///
/// A name that could leave the work tree, or reach into the store, does not exist as a value of this type.
public struct EntryName: Hashable, Sendable {
    public let bytes: [UInt8]

    /// The longest name that Linux file systems take.
    public static let maximumLength = 255

    public init(_ bytes: some Collection<UInt8>) throws(DecodeError) {
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { throw DecodeError(.badName, "an empty name") }
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(.badName, "a name of \(bytes.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        guard !bytes.contains(UInt8(ascii: "/")), !bytes.contains(0) else {
            throw DecodeError(.badName, "a name with a slash or a NUL in it")
        }
        guard bytes != Array(".".utf8), bytes != Array("..".utf8) else {
            throw DecodeError(.badName, "the name '\(String(decoding: bytes, as: UTF8.self))'")
        }
        guard !Self.isReserved(bytes) else { throw DecodeError(.badName, "a name reserved for the repository itself") }
        self.bytes = bytes
    }

    public init(_ text: String) throws(DecodeError) {
        try self.init(text.utf8)
    }

    /// Whether a name is the store's own, in any case of letters, so that no file system can confuse the two.
    private static func isReserved(_ bytes: [UInt8]) -> Bool {
        bytes.count == reserved.count
            && zip(bytes, reserved).allSatisfy { byte, own in
                byte == own || (UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte && byte | 0x20 == own)
            }
    }

    private static let reserved = Array(".at1store".utf8)
}

extension EntryName: CustomStringConvertible {
    /// For people: bytes that are not UTF-8 are replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
