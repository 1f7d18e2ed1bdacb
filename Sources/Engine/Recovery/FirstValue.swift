internal import CFused

/// The first value in a file, and how it is drawn: one comparison rejects nearly every wrong seed.
struct FirstValue: Sendable {
    private let distribution: Distribution
    private let element: ElementType
    /// The bits of the value as in the file, extended with zeros.
    private let bits: UInt64

    /// - Parameter bytes: the value's bytes, little-endian.
    init(_ distribution: Distribution, _ element: ElementType, _ bytes: [UInt8]) {
        self.distribution = distribution
        self.element = element
        bits = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    @inline(__always)
    private func equals(_ value: Double) -> Bool {
        element == .float64 ? value.bitPattern == bits : UInt64(Float(value).bitPattern) == bits
    }

    private func equals(_ value: Int64) -> Bool {
        switch element {
        case .float64: Double(value).bitPattern == bits
        case .float32: UInt64(Float(value).bitPattern) == bits
        default: UInt64(bitPattern: value) & (.max &>> UInt64(64 - element.byteCount * 8)) == bits
        }
    }

    // MARK: default_rng

    /// Whether the value is the first that `generator` draws.
    @inline(__always)
    func isDrawn(by generator: PCG64) -> Bool {
        switch distribution {
        case .standardNormal: return equals(first(NormalZiggurat.self, generator))
        case .normal(let mean, let deviation):
            return equals(mean + deviation * first(NormalZiggurat.self, generator))
        case .exponential(let scale): return equals(scale * first(ExponentialZiggurat.self, generator))
        case .random, .uniform, .integers: return isDrawnEvenly(by: generator)
        }
    }

    private func isDrawnEvenly(by generator: PCG64) -> Bool {
        var generator = generator
        switch distribution {
        case .random: return equals(PCG64.uniform(generator.next()))
        case .uniform(let low, let range): return equals(low + range * PCG64.uniform(generator.next()))
        case .integers(let range):
            var random = DefaultRandom(generator)
            return equals(random.integer(in: range))
        case .standardNormal, .normal, .exponential: return false
        }
    }

    @inline(__always)
    private func first<Density: Ziggurat>(_ density: Density.Type, _ generator: PCG64) -> Double {
        var next = generator
        let (value, accepted) = Density.layers.withUnsafeBufferPointer { Density.split(next.next(), $0) }
        if accepted { return value }
        var position = 0
        return Density.value(&position, in: DrawWindow(generator))
    }

    // MARK: RandomState

    /// The number of words of a stream that ``isDrawn(from:)`` examines.
    var words: Int {
        switch distribution {
        case .standardNormal, .normal, .exponential, .integers: 16
        case .random, .uniform: 2
        }
    }

    /// Whether the value is the first that `RandomState` draws from these words; also true if they are too few.
    @inline(__always)
    func isDrawn(from words: StreamHeads.Words) -> Bool {
        switch distribution {
        case .standardNormal: return PolarPoint(words, from: 0).map { equals($0.normals.0) } ?? true
        case .normal(let mean, let deviation):
            return PolarPoint(words, from: 0).map { equals(mean + deviation * $0.normals.0) } ?? true
        case .random: return equals(MT19937.uniform(words[0], words[1]))
        case .uniform(let low, let range): return equals(low + range * MT19937.uniform(words[0], words[1]))
        case .integers(let range): return isInteger(of: range, from: words)
        case .exponential: return true
        }
    }

    private func isInteger(of range: ClosedRange<Int64>, from words: StreamHeads.Words) -> Bool {
        let bound = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        guard bound > 0 else { return true }
        let mask = UInt64.max >> UInt64(bound.leadingZeroBitCount)
        let isWide = bound > UInt64(UInt32.max)
        for index in stride(from: 0, to: words.count, by: isWide ? 2 : 1) {
            let draw = isWide ? UInt64(words[index]) << 32 | UInt64(words[index + 1]) : UInt64(words[index])
            if draw & mask <= bound { return equals(range.lowerBound &+ Int64(bitPattern: draw & mask)) }
        }
        return true
    }
}

/// The first point of a stream in the unit circle, which gives two normals.
struct PolarPoint {
    private let x, y, square: Double
    /// The index of the word after the point.
    let end: Int

    /// Nil if the words end before such a point.
    @inline(__always)
    init?(_ words: StreamHeads.Words, from start: Int) {
        var at = start
        while at &+ 4 <= words.count {
            let x = 2 * MT19937.uniform(words[at], words[at &+ 1]) - 1
            let y = 2 * MT19937.uniform(words[at &+ 2], words[at &+ 3]) - 1
            let square = x * x + y * y
            if square < 1, square != 0 {
                self.x = x
                self.y = y
                self.square = square
                end = at &+ 4
                return
            }
            at &+= 4
        }
        return nil
    }

    /// In the order in which they are returned.
    var normals: (Double, Double) {
        var log = square
        at1_log(&log, 1)
        let scale = (-2 * log / square).squareRoot()
        return (scale * y, scale * x)
    }
}
