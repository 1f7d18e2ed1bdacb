internal import Objects

/// numpy's `default_rng`: distributions over PCG64 (numpy _generator.pyx, distributions.c).
struct DefaultRandom: DrawSource, Sendable {
    private var generator: PCG64
    /// The upper half of a draw of which 32 bits were used, kept for the next 32-bit draw, whatever else is drawn
    /// before.
    private var half: UInt32?

    /// The number of values in a piece.
    private static let piece = 1 << 15

    init(seed: Natural) {
        self.init(PCG64(seed: seed))
    }

    init(_ generator: PCG64) {
        self.generator = generator
    }

    mutating func reals(
        _ distribution: Distribution, _ count: UInt64, _ consume: (Span<Double>) throws -> Void
    ) throws {
        switch distribution {
        case .standardNormal: try draw(NormalZiggurat.self, count, consume)
        case .normal(let mean, let deviation):
            try draw(NormalZiggurat.self, count) { try $0.passed(consume) { mean + deviation * $0 } }
        case .exponential(let scale):
            try draw(ExponentialZiggurat.self, count) { try $0.passed(consume) { scale * $0 } }
        case .random: try uniforms(count, consume) { $0 }
        case .uniform(let low, let range): try uniforms(count, consume) { low + range * $0 }
        case .integers: break
        }
    }

    private mutating func draw<Density: Ziggurat>(
        _ density: Density.Type, _ count: UInt64, _ consume: (Span<Double>) throws -> Void
    ) throws {
        let stream = ZigguratStream<Density>(origin: generator)
        let end = try stream.read(count, consume)
        generator = stream.generator(at: end)
    }

    private mutating func uniforms(
        _ count: UInt64, _ consume: (Span<Double>) throws -> Void, _ transform: @escaping @Sendable (Double) -> Double
    ) throws {
        let origin = generator
        generator = origin.advanced(by: count)
        let pieces = Int(count).dividedUp(by: Self.piece)
        try OrderedPipeline(threads: pieces < 8 ? 0 : Machine.processors, initial: Piece()).run { index, piece in
            let start = UInt64(index) * UInt64(Self.piece)
            guard start < count else { return }
            piece.fill(
                origin.advanced(by: start), count: Int(min(count - start, UInt64(Self.piece))), transform)
        } consume: { index, piece in
            guard index < pieces else { return false }
            try consume(piece.values.span)
            return index + 1 < pieces
        }
    }

    /// Numbers that take one draw each.
    private struct Piece: Sendable {
        var draws: [UInt64] = []
        var values: [Double] = []

        mutating func fill(_ origin: PCG64, count: Int, _ transform: (Double) -> Double) {
            if draws.count != count {
                draws = [UInt64](repeating: 0, count: count)
                values = [Double](repeating: 0, count: count)
            }
            var origin = origin
            draws.withUnsafeMutableBufferPointer { origin.fill($0) }
            for index in 0..<count { values[index] = transform(PCG64.uniform(draws[index])) }
        }
    }

    // MARK: Integers

    mutating func integers(
        in range: ClosedRange<Int64>, _ count: UInt64, _ consume: (Span<Int64>) throws -> Void
    ) throws {
        var piece: [Int64] = []
        var left = count
        while left > 0 {
            let size = Int(min(left, UInt64(Self.piece)))
            piece.removeAll(keepingCapacity: true)
            for _ in 0..<size { piece.append(integer(in: range)) }
            left -= UInt64(size)
            try consume(piece.span)
        }
    }

    mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
        let bound = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        let offset = BoundedInteger.multiplied(bound) {
            next32()
        } next64: {
            generator.next()
        }
        return range.lowerBound &+ Int64(bitPattern: offset)
    }

    private mutating func next32() -> UInt32 {
        if let half {
            self.half = nil
            return half
        }
        let draw = generator.next()
        half = UInt32(truncatingIfNeeded: draw >> 32)
        return UInt32(truncatingIfNeeded: draw)
    }
}

extension DefaultRandom: SavedSource {
    /// The state of PCG64; the half of a draw that waits, after a byte that says whether one does.
    var saved: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(integer: UInt64(truncatingIfNeeded: generator.state >> 64))
        bytes.append(integer: UInt64(truncatingIfNeeded: generator.state))
        bytes.append(half == nil ? 0 : 1)
        bytes.append(integer: half ?? 0)
        return bytes
    }

    mutating func restore(_ reader: inout ByteReader) throws(DecodeError) {
        let high = try reader.integer(UInt64.self, "the state")
        let low = try reader.integer(UInt64.self, "the state")
        let waits = try reader.byte("what waits")
        let waiting = try reader.integer(UInt32.self, "what waits")
        generator = generator.at(UInt128(high) << 64 | UInt128(low))
        half = waits == 0 ? nil : waiting
    }
}

extension Span<Double> {
    /// Passes on the values, each converted by `transform`.
    func passed(_ consume: (Span<Double>) throws -> Void, _ transform: (Double) -> Double) throws {
        var values: [Double] = []
        values.reserveCapacity(count)
        for index in indices { values.append(transform(self[index])) }
        try consume(values.span)
    }
}
