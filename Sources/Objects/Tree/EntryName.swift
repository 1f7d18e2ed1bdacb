/// One name in a tree: bytes as in the file system, UTF-8 or not (docs/format.md §3.5).
///
/// A name that could lead out of the working tree, or into the store or a git repository, cannot be a value of this
/// type.
public struct EntryName: Hashable, Sendable {
    public let bytes: [UInt8]

    /// The maximum length of a name on Linux file systems.
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
        guard bytes.count > 2 || bytes.contains(where: { $0 != UInt8(ascii: ".") }) else {
            throw DecodeError(.badName, "the name '\(String(decoding: bytes, as: UTF8.self))'")
        }
        if let reserved = ReservedName(bytes) {
            let name = String(decoding: bytes, as: UTF8.self)
            throw DecodeError(.badName, "the name '\(name)', which a file system may treat as '\(reserved.rawValue)'")
        }
        guard !Self.isTemporary(bytes) else {
            throw DecodeError(
                .badName, "a name that starts with '\(Self.temporaryPrefix)', as files do that at1 is writing")
        }
        self.bytes = bytes
    }

    public init(_ text: String) throws(DecodeError) {
        try self.init(text.utf8)
    }

    /// A name that is part of a path which has been checked.
    init(checked bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// All bytes at once: one by one takes several times as long.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// Whether the name may belong to a file that at1 has not finished; such files are removed after a crash.
    static func isTemporary(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count >= temporaryPrefix.utf8.count
            && zip(bytes, temporaryPrefix.utf8).allSatisfy { byte, own in
                byte == own || (UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte && byte | 0x20 == own)
            }
    }

    /// The prefix of unfinished files in the working tree.
    public static let temporaryPrefix = ".at1-tmp-"
}

extension EntryName: CustomStringConvertible {
    /// For display: bytes that are not UTF-8 are replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
