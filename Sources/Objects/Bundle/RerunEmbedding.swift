/// A text as a vector of numbers, so that texts can be compared by meaning (SPEC §3).
public struct RerunEmbedding: Hashable, Sendable {
    public let values: [Float]

    public init(_ values: [Float]) {
        self.values = values
    }

    /// An embedding that cannot be compared.
    public struct Unusable: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// Reads base64 of float32 values, little-endian.
    public init(base64: String) throws(Unusable) {
        guard let octets = Base64.decode(base64) else { throw Unusable("decode_embedding: not canonical base64") }
        guard octets.count.isMultiple(of: 4) else {
            throw Unusable("decode_embedding: byte length \(octets.count) is not a multiple of 4 (Float32)")
        }
        values = stride(from: 0, to: octets.count, by: 4).map { at in
            Float(bitPattern: octets[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    public var base64: String {
        Base64.encode(
            values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } })
    }

    /// The cosine of the angle to `other`, which must have as many values. Computed in doubles, summed from the front,
    /// so that every implementation gets the same bits; NaN if a value is not finite.
    public func cosine(to other: RerunEmbedding) throws(Unusable) -> Double {
        precondition(values.count == other.values.count)
        var dot = 0.0
        var mine = 0.0
        var theirs = 0.0
        for (x, y) in zip(values, other.values) {
            dot += Double(x) * Double(y)
            mine += Double(x) * Double(x)
            theirs += Double(y) * Double(y)
        }
        guard mine != 0, theirs != 0 else { throw Unusable("cosine: zero-magnitude vector") }
        return dot / (mine * theirs).squareRoot()
    }
}
