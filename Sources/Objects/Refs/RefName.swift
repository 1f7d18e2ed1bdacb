/// The full name of a ref: `refs/heads/main`, `refs/tags/v1`, `refs/remotes/origin/main` (docs/format.md §7).
public struct RefName: Hashable, Sendable {
    public let text: String

    public static let branches = "refs/heads/"
    public static let tags = "refs/tags/"
    public static let remotes = "refs/remotes/"

    /// Takes a name in one of the three namespaces, by git's rules for names.
    public init(_ text: String) throws(DecodeError) {
        let prefix = [Self.branches, Self.tags, Self.remotes].first { text.hasPrefix($0) }
        guard let prefix, Self.isValidComponentPath(String(text.dropFirst(prefix.count))) else {
            throw DecodeError(.badName, "'\(text.prefix(120))' is not the name of a ref")
        }
        self.text = text
    }

    public static func branch(_ name: String) throws(DecodeError) -> RefName { try RefName(branches + name) }
    public static func tag(_ name: String) throws(DecodeError) -> RefName { try RefName(tags + name) }

    public var isBranch: Bool { text.hasPrefix(Self.branches) }
    public var isTag: Bool { text.hasPrefix(Self.tags) }
    public var isRemote: Bool { text.hasPrefix(Self.remotes) }

    /// Without `refs/heads/`, `refs/tags/` or `refs/remotes/`.
    public var short: String {
        String(text.dropFirst(isBranch ? Self.branches.count : isTag ? Self.tags.count : Self.remotes.count))
    }

    /// git check-ref-format's rules for what follows the namespace.
    static func isValidComponentPath(_ text: String) -> Bool {
        guard text.utf8.count <= 200, !text.contains(".."), !text.contains("@{"), text != "@", !text.hasPrefix("-")
        else {
            return false
        }
        guard
            text.unicodeScalars.allSatisfy({
                $0.value > 0x20 && $0.value != 0x7f && !" ~^:?*[\\".unicodeScalars.contains($0)
            })
        else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { component in
            !component.isEmpty && !component.hasPrefix(".") && !component.hasSuffix(".")
                && !component.hasSuffix(".lock")
        }
    }
}

extension RefName: Comparable, CustomStringConvertible {
    public static func < (a: RefName, b: RefName) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
    public var description: String { text }
}
