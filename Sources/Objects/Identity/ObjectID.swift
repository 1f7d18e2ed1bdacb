/// The identity of an object: SHA-256 of `"<kind> <length>\0"` and the payload (docs/format.md §2).
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The SHA-256.
    public let digest: Digest

    public init(_ digest: Digest) {
        self.digest = digest
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let digest = Digest(hex: hex) else { return nil }
        self.init(digest)
    }

    /// The identity of a payload in memory.
    public init(of kind: ObjectKind, _ payload: [UInt8]) {
        var hasher = ObjectHasher(kind, length: UInt64(payload.count))
        hasher.update(payload.span.bytes)
        self = hasher.finish()
    }

    /// The 64 lower-case hexadecimal digits, which ``init(hex:)`` reads.
    public var hex: String { digest.hex }
    public var description: String { hex }

    /// The first ten digits, for display. Not unique by itself.
    public var short: String { String(hex.prefix(10)) }

    public static func < (a: ObjectID, b: ObjectID) -> Bool {
        a.digest < b.digest
    }
}

/// Computes an ``ObjectID`` of a payload whose kind and length are known and whose bytes arrive in pieces.
public struct ObjectHasher: Sendable {
    private var hasher = ContentHasher()

    public init(_ kind: ObjectKind, length: UInt64) {
        var head = Array(kind.rawValue.utf8)
        head.append(UInt8(ascii: " "))
        head.append(contentsOf: String(length).utf8)
        head.append(0)
        hasher.update(head.span.bytes)
    }

    /// Takes the next bytes of the payload.
    public mutating func update(_ bytes: RawSpan) {
        hasher.update(bytes)
    }

    /// The identity. It is only correct if as many bytes arrived as were announced.
    public func finish() -> ObjectID {
        ObjectID(hasher.finish())
    }
}
