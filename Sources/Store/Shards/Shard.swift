/// One of the parts that work is divided into among several machines.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
    /// From 1 to ``count``.
    public let number: Int
    public let count: Int

    /// The maximum number of parts.
    public static let maximumCount = 1 << 16
    /// All of the work.
    public static let whole = Shard(unchecked: 1, of: 1)

    private init(unchecked number: Int, of count: Int) {
        self.number = number
        self.count = count
    }

    /// Nil if `number` is not from 1 to `count`, or if `count` exceeds ``maximumCount``.
    public init?(_ number: Int, of count: Int) {
        guard (1...Self.maximumCount).contains(count), (1...count).contains(number) else { return nil }
        self.init(unchecked: number, of: count)
    }

    /// Reads `K/N`; nil for anything else.
    public init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else { return nil }
        self.init(number, of: count)
        guard description == text else { return nil }
    }

    /// `K/N`.
    public var description: String { "\(number)/\(count)" }
}
