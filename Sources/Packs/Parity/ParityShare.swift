/// How much parity a pack gets, in thousandths of its length.
public struct ParityShare: Hashable, Sendable {
    public let perMille: Int

    /// Parses `5%` or `2.5%`, at most `100%`; nil for anything else. `0%` is none at all.
    public init?(_ text: String) {
        guard text.hasSuffix("%") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts.count == 1 || parts[1].utf8.count == 1, let whole = Int(parts[0]), whole <= 100
        else { return nil }
        let tenths = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        guard whole * 10 + tenths <= 1000 else { return nil }
        perMille = whole * 10 + tenths
    }

    public var isNone: Bool { perMille == 0 }
}
