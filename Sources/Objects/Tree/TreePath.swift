/// A path in a tree: one or more names, joined by slashes. Ordered by bytes, which is the order of a walk through
/// trees.
public struct TreePath: Hashable, Sendable {
    /// The names with slashes between them. Any bytes but zero: they need not be UTF-8.
    public let bytes: [UInt8]

    /// The maximum length of a path on Linux.
    public static let maximumLength = 4096

    /// The maximum number of names in a path.
    public static let maximumDepth = 1000

    /// Checks every component as ``EntryName`` does.
    public init(_ bytes: some Collection<UInt8>) throws(DecodeError) {
        let bytes = Array(bytes)
        guard bytes.count < Self.maximumLength else {
            throw DecodeError(.badName, "a path of \(bytes.count) bytes; fewer than \(Self.maximumLength) are allowed")
        }
        let names = bytes.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard names.count <= Self.maximumDepth else {
            throw DecodeError(.badName, "a path of \(names.count) names; at most \(Self.maximumDepth) are allowed")
        }
        for name in names { _ = try EntryName(name) }
        self.bytes = bytes
    }

    /// The path of this text, as UTF-8. Checks every name.
    public init(_ text: String) throws(DecodeError) {
        try self.init(text.utf8)
    }

    /// The path of one name.
    public init(_ name: EntryName) {
        bytes = name.bytes
    }

    private init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }

    private static let separator = UInt8(ascii: "/")

    /// The names, from the top.
    public var names: [EntryName] {
        bytes.split(separator: Self.separator).map { EntryName(checked: $0) }
    }

    /// The last name.
    public var name: EntryName {
        EntryName(checked: bytes[(bytes.lastIndex(of: Self.separator).map { $0 + 1 } ?? 0)...])
    }

    /// All bytes at once: one by one takes several times as long.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// The path of the containing folder; nil at the top.
    public var parent: TreePath? {
        guard let slash = bytes.lastIndex(of: Self.separator) else { return nil }
        return TreePath(checked: Array(bytes[..<slash]))
    }

    /// The path one name further down.
    public func appending(_ name: EntryName) -> TreePath {
        TreePath(checked: bytes + [Self.separator] + name.bytes)
    }

    /// `name` within `folder`; nil is the top.
    public static func path(of name: EntryName, in folder: TreePath?) -> TreePath {
        folder?.appending(name) ?? TreePath(name)
    }

    /// Whether the path is `other`, or below it.
    public func isWithin(_ other: TreePath) -> Bool {
        bytes.starts(with: other.bytes)
            && (bytes.count == other.bytes.count || bytes[other.bytes.count] == Self.separator)
    }
}

extension TreePath: Comparable {
    public static func < (a: TreePath, b: TreePath) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes)
    }
}

extension TreePath: CustomStringConvertible {
    /// For display: bytes that are not UTF-8 are replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
