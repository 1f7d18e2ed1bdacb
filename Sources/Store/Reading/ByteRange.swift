/// A part of a file in the notation of HTTP (RFC 9110, §14.1.2): `10-19`, `10-` or `-10`, both ends included.
public enum ByteRange: Hashable, Sendable {
    case from(UInt64, through: UInt64?)
    case last(UInt64)

    /// Nil for anything else, and for a range whose end is before its beginning.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        // More digits than a length can have are more than any length.
        func number(_ digits: some StringProtocol) -> UInt64? {
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
            return UInt64(digits) ?? .max
        }
        if parts[0].isEmpty {
            guard let count = number(parts[1]) else { return nil }
            self = .last(count)
        } else {
            guard let first = number(parts[0]) else { return nil }
            guard !parts[1].isEmpty else {
                self = .from(first, through: nil)
                return
            }
            guard let last = number(parts[1]), last >= first else { return nil }
            self = .from(first, through: last)
        }
    }

    /// The bytes that are meant of a file of `length` bytes; nil if it has none of them.
    public func resolved(_ length: UInt64) -> Range<UInt64>? {
        switch self {
        case .from(let first, let last):
            guard first < length else { return nil }
            return first..<min(last ?? length, length - 1) + 1
        case .last(let count):
            guard count > 0, length > 0 else { return nil }
            return length - min(count, length)..<length
        }
    }
}
