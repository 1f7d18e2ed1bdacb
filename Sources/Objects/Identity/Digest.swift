internal import Crypto

/// A SHA-256 value: 32 bytes, compared and ordered as bytes.
///
/// Identifies an object (through ``ObjectID``) or the content of a file or of a recipe's output.
public struct Digest: Hashable, Sendable {
    /// The bytes as four big-endian words, so that word order is byte order.
    @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

    /// The number of bytes in a digest.
    public static let byteCount = 32

    @inlinable init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// Creates a digest from exactly 32 bytes; nil for any other number.
    public init?(_ bytes: some Sequence<UInt8>) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        for byte in bytes {
            let byte = UInt64(byte)
            switch count / 8 {
            case 0: words.0 = words.0 << 8 | byte
            case 1: words.1 = words.1 << 8 | byte
            case 2: words.2 = words.2 << 8 | byte
            case 3: words.3 = words.3 << 8 | byte
            default: return nil
            }
            count += 1
        }
        guard count == Self.byteCount else { return nil }
        self.words = words
    }

    /// Takes the 32 bytes at `offset` of `bytes`, which must exist.
    package init(_ bytes: [UInt8], at offset: Int) {
        precondition(offset >= 0 && offset <= bytes.count - Self.byteCount)
        self = bytes.withUnsafeBytes { Digest($0, at: offset) }
    }

    /// The same for a slice; `offset` counts from its start.
    package init(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        precondition(offset >= 0 && offset <= bytes.count - Self.byteCount)
        self = bytes.withUnsafeBytes { Digest($0, at: offset) }
    }

    /// Reads the 64 lower-case hexadecimal digits at `offset`, which must exist; nil for anything else.
    init?(digits: UnsafeRawBufferPointer, at offset: Int) {
        precondition(offset >= 0 && offset <= digits.count - 2 * Self.byteCount)
        func word(_ index: Int) -> UInt64? {
            var word: UInt64 = 0
            for at in offset + 16 * index..<offset + 16 * (index + 1) {
                guard let value = Hex.value(digits[at]) else { return nil }
                word = word << 4 | UInt64(value)
            }
            return word
        }
        guard let a = word(0), let b = word(1), let c = word(2), let d = word(3) else { return nil }
        self.init(words: (a, b, c, d))
    }

    private init(_ buffer: UnsafeRawBufferPointer, at offset: Int) {
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 8 * index, as: UInt64.self))
        }
        self.init(words: (word(0), word(1), word(2), word(3)))
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// The SHA-256 of `bytes`.
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = ContentHasher()
        hasher.update(bytes)
        self = hasher.finish()
    }

    init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { Digest($0, at: 0) }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Appends the 32 bytes.
    public func append(to bytes: inout [UInt8]) {
        withBytes { bytes.append(contentsOf: $0) }
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var hex: String {
        withBytes { Hex.encode($0) }
    }

    @inlinable public static func == (a: Digest, b: Digest) -> Bool {
        a.words == b.words
    }

    @inlinable public func hash(into hasher: inout Hasher) {
        // The digest is uniform already; one of its words is as good a hash as all four.
        hasher.combine(words.0)
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let bigEndian = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return withUnsafeBytes(of: bigEndian, body)
    }
}

extension Digest: Comparable {
    @inlinable public static func < (a: Digest, b: Digest) -> Bool {
        a.words < b.words
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { hex }
}
