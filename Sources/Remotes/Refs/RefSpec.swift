internal import Objects

/// Which refs of one side correspond to which of the other: `[+]SOURCE[:DESTINATION]`, with one `*` on both sides or on
/// neither.
public struct RefSpec: Hashable, Sendable {
    /// Empty if a push removes the destination.
    public let source: String
    /// Nil if only the source is named.
    public let destination: String?
    /// Whether the destination may lose commits.
    public let isForced: Bool

    /// - Throws: ``RemoteError/badRefSpec(_:)``.
    public init(_ text: String) throws {
        isForced = text.hasPrefix("+")
        let parts = text.dropFirst(isForced ? 1 : 0).split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.contains(where: { !$0.isEmpty }) else {
            throw RemoteError.badRefSpec(text)
        }
        source = String(parts[0])
        destination = parts.count == 2 && !parts[1].isEmpty ? String(parts[1]) : nil
        let stars = [source, destination ?? source].map { side in side.count { $0 == "*" } }
        guard stars[0] <= 1, stars[0] == stars[1] || source.isEmpty, !source.isEmpty || destination != nil else {
            throw RemoteError.badRefSpec(text)
        }
    }

    public var isPattern: Bool { source.contains("*") }

    /// The destination for a source; nil if the pattern does not match it. Both are full names.
    func destination(of name: RefName) throws -> RefName? {
        guard let destination else { return nil }
        guard let star = source.firstIndex(of: "*") else {
            return Self.candidates(source).contains(name.text) ? try Self.name(destination) : nil
        }
        let (head, tail) = (source[..<star], source[source.index(after: star)...])
        guard name.text.hasPrefix(head), name.text.hasSuffix(tail), name.text.utf8.count >= source.utf8.count - 1
        else { return nil }
        let middle = name.text.dropFirst(head.count).dropLast(tail.count)
        guard let place = destination.firstIndex(of: "*") else { return nil }
        return try Self.name(destination[..<place] + middle + destination[destination.index(after: place)...])
    }

    /// The full names that a word may refer to, the likeliest first.
    static func candidates(_ word: String) -> [String] {
        word.hasPrefix("refs/") ? [word] : [RefName.branches + word, RefName.tags + word, RefName.remotes + word]
    }

    static func name(_ text: some StringProtocol) throws -> RefName {
        do {
            return try RefName(text.hasPrefix("refs/") ? String(text) : RefName.branches + text)
        } catch {
            throw RemoteError.badRefSpec(String(text))
        }
    }
}
