internal import CGit2

/// The identity of a git object: 20 bytes of SHA-1.
package struct GitID: Hashable, Sendable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt32)

    package static let byteCount = 20
    private static let digits = Array("0123456789abcdef".utf8)

    /// Creates an identity from exactly 20 bytes; nil for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        func word(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        words = (
            word(bytes.prefix(8)), word(bytes.dropFirst(8).prefix(8)),
            UInt32(truncatingIfNeeded: word(bytes.dropFirst(16)))
        )
    }

    /// Reads 40 lower-case hexadecimal digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for unit in hex.utf8 {
            guard let value = Self.digits.firstIndex(of: unit).map({ UInt8($0) }) else { return nil }
            if let first = high { bytes.append(first << 4 | value) }
            high = high == nil ? value : nil
        }
        guard high == nil else { return nil }
        self.init(bytes)
    }

    init(_ oid: git_oid) {
        self = withUnsafeBytes(of: oid.id) { GitID($0)! }
    }

    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid.id) { $0.copyBytes(from: bytes) }
        return oid
    }

    package var bytes: [UInt8] {
        func bytes<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
            withUnsafeBytes(of: word.bigEndian) { Array($0) }
        }
        return bytes(words.0) + bytes(words.1) + bytes(words.2)
    }

    package var isZero: Bool { words == (0, 0, 0) }

    package var hex: String {
        String(decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package var description: String { hex }

    /// The first ten digits, for display.
    package var short: String { String(hex.prefix(10)) }

    package static func == (a: GitID, b: GitID) -> Bool { a.words == b.words }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
