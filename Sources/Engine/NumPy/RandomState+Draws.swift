internal import Objects

extension RandomState: DrawSource {
    /// The number of values in a piece: even, since normals come in pairs, and large enough for several threads.
    private static let piece: UInt64 = 1 << 19

    mutating func reals(
        _ distribution: Distribution, _ count: UInt64, _ consume: (Span<Double>) throws -> Void
    ) throws {
        var left = count
        while left > 0 {
            let size = Int(min(left, Self.piece))
            let values =
                switch distribution {
                case .standardNormal: normals(size)
                case .normal(let mean, let deviation): normals(size).map { mean + deviation * $0 }
                case .random: uniforms(size)
                case .uniform(let low, let range): uniforms(size).map { low + range * $0 }
                case .exponential, .integers: [Double]()
                }
            left -= UInt64(size)
            try consume(values.span)
        }
    }

    mutating func integers(
        in range: ClosedRange<Int64>, _ count: UInt64, _ consume: (Span<Int64>) throws -> Void
    ) throws {
        let bound = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        var left = count
        while left > 0 {
            let size = Int(min(left, Self.piece))
            let values = (0..<size).map { _ in range.lowerBound &+ Int64(bitPattern: integer(through: bound)) }
            left -= UInt64(size)
            try consume(values.span)
        }
    }
}

extension RandomState: SavedSource {
    /// The words of MT19937 and how many are used; the normal that waits, after a byte that says whether one does.
    var saved: [UInt8] {
        let (words, position) = generator.snapshot
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * words.count + 13)
        for word in words { bytes.append(integer: word) }
        bytes.append(integer: UInt32(position))
        bytes.append(waiting == nil ? 0 : 1)
        bytes.append(integer: waiting?.bitPattern ?? 0)
        return bytes
    }

    mutating func restore(_ reader: inout ByteReader) throws(DecodeError) {
        var words: [UInt32] = []
        words.reserveCapacity(MT19937.size)
        for _ in 0..<MT19937.size { words.append(try reader.integer(UInt32.self, "a word of the state")) }
        let at = reader.offset
        let position = try reader.integer(UInt32.self, "the position in the state")
        guard position <= UInt32(MT19937.size), !MT19937.isStuck(words) else {
            throw DecodeError(.outOfRange, "this is no state of MT19937", at: at)
        }
        let waits = try reader.byte("what waits")
        let normal = Double(bitPattern: try reader.integer(UInt64.self, "what waits"))
        self = RandomState(MT19937(words: words, position: Int(position)), waiting: waits == 0 ? nil : normal)
    }
}
