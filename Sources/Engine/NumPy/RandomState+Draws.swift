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
