/// The full name of a ref: `refs/heads/main`, `refs/tags/v1`, `refs/remotes/origin/main` (docs/format.md §7).
///
/// Names are compared as bytes: two names that look alike on a screen may differ.
public struct RefName: Sendable {
    /// The whole name, `refs/…`.
    public let text: String

    public static let branches = "refs/heads/"
    public static let tags = "refs/tags/"
    public static let remotes = "refs/remotes/"

    /// Takes a name in one of the three namespaces, subject to git's rules for names.
    public init(_ text: String) throws(DecodeError) {
        let prefix = [Self.branches, Self.tags, Self.remotes].first { text.utf8.starts(with: $0.utf8) }
        guard let prefix, Self.isValidComponentPath(text.utf8.dropFirst(prefix.utf8.count)) else {
            throw DecodeError(.badName, "'\(text.prefix(120))' is not the name of a ref")
        }
        self.text = text
    }

    /// The name of a branch: `refs/heads/` and `name`.
    public static func branch(_ name: String) throws(DecodeError) -> RefName { try RefName(branches + name) }
    /// The name of a tag: `refs/tags/` and `name`.
    public static func tag(_ name: String) throws(DecodeError) -> RefName { try RefName(tags + name) }

    public var isBranch: Bool { isWithin(Self.branches) }
    public var isTag: Bool { isWithin(Self.tags) }
    public var isRemote: Bool { isWithin(Self.remotes) }

    /// Whether the name starts with the bytes of `prefix`.
    public func isWithin(_ prefix: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

    /// Whether one of the two would be a folder of the other.
    public func conflicts(with other: RefName) -> Bool {
        isWithin(other.text + "/") || other.isWithin(text + "/")
    }

    /// The names between the slashes, as bytes.
    public var components: [[UInt8]] { text.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) } }

    /// Without `refs/heads/`, `refs/tags/` or `refs/remotes/`.
    public var short: String {
        let prefix = isBranch ? Self.branches : isTag ? Self.tags : Self.remotes
        return String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    /// git check-ref-format's rules for what follows the namespace, applied to bytes.
    static func isValidComponentPath(_ text: some Collection<UInt8>) -> Bool {
        let bytes = Array(text)
        let forbidden = Array(" ~^:?*[\\".utf8)
        guard bytes.count <= 200, bytes != [UInt8(ascii: "@")], bytes.first != UInt8(ascii: "-"),
            bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f && !forbidden.contains($0) })
        else { return false }
        for (byte, next) in zip(bytes, bytes.dropFirst()) {
            if byte == UInt8(ascii: "."), next == UInt8(ascii: ".") { return false }
            if byte == UInt8(ascii: "@"), next == UInt8(ascii: "{") { return false }
        }
        return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { component in
            !component.isEmpty && component.first != UInt8(ascii: ".") && component.last != UInt8(ascii: ".")
                && !component.suffix(5).elementsEqual(".lock".utf8)
        }
    }
}

extension RefName: Hashable, Comparable, CustomStringConvertible {
    public static func == (a: RefName, b: RefName) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
    public static func < (a: RefName, b: RefName) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xff as UInt8)
    }

    public var description: String { text }
}
