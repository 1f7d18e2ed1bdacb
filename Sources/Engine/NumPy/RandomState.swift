internal import CFused

/// numpy's legacy generator, `RandomState(seed)`: the stream that scikit-learn draws from (numpy mtrand.pyx,
/// legacy-distributions.c).
struct RandomState: Sendable {
    private var generator: MT19937
    /// The second normal of the last pair. It waits for the next normal, whatever is drawn before that.
    private var waiting: Double?

    init(seed: UInt32) {
        generator = MT19937(seed: seed)
    }

    /// A number in 0 ..< 1.
    mutating func uniform() -> Double {
        generator.uniform()
    }

    /// `count` numbers in 0 ..< 1.
    mutating func uniforms(_ count: Int) -> [Double] {
        (0..<count).map { _ in generator.uniform() }
    }

    /// Goes past `count` uniform numbers.
    mutating func skip(_ count: Int) {
        for _ in 0..<count { _ = generator.uniform() }
    }

    /// An integer in 0 ... `bound` by masked rejection; nothing is drawn for 0. `randint(bound + 1)` and `shuffle` draw so.
    mutating func integer(through bound: UInt64) -> UInt64 {
        if bound == 0 { return 0 }
        let mask = UInt64.max >> UInt64(bound.leadingZeroBitCount)
        while true {
            var draw = UInt64(generator.next())
            if bound > UInt64(UInt32.max) { draw = draw << 32 | UInt64(generator.next()) }
            draw &= mask
            if draw <= bound { return draw }
        }
    }

    /// Shuffles an array of one axis in place, from its end.
    mutating func shuffle<Element>(_ array: inout [Element]) {
        guard array.count > 1 else { return }
        var index = array.count - 1
        while index > 0 {
            array.swapAt(index, Int(integer(through: UInt64(index))))
            index -= 1
        }
    }

    /// 0 ..< `count`, shuffled.
    mutating func permutation(_ count: Int) -> [UInt32] {
        var indices = Array(0..<UInt32(count))
        shuffle(&indices)
        return indices
    }

    // MARK: Normals

    /// `count` standard normals, by G. Marsaglia's polar method, two at a time.
    mutating func normals(_ count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            buffer.initialize(repeating: 0)
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            filled = count
        }
    }

    private mutating func fill(_ values: UnsafeMutableBufferPointer<Double>) {
        var at = 0
        if let waiting, !values.isEmpty {
            values[0] = waiting
            self.waiting = nil
            at = 1
        }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * Self.batch) { buffer in
            while at < values.count {
                let count = min(Self.batch, (values.count - at + 1) / 2)
                let pairs = Pairs(buffer)
                drawPairs(count, pairs)
                pairs.scale(count)
                for pair in 0..<count {
                    values[at] = pairs.scales[pair] * pairs.second[pair]
                    let other = pairs.scales[pair] * pairs.first[pair]
                    if at + 1 < values.count { values[at + 1] = other } else { waiting = other }
                    at += 2
                }
            }
        }
    }

    /// So many pairs are drawn before their logarithms are taken.
    private static let batch = 256

    /// Pairs of a batch, by column.
    private struct Pairs {
        let first, second, radius, scales: UnsafeMutableBufferPointer<Double>

        init(_ buffer: UnsafeMutableBufferPointer<Double>) {
            buffer.initialize(repeating: 0)
            let columns = (0..<4).map { column in
                UnsafeMutableBufferPointer(rebasing: buffer[column * RandomState.batch..<(column + 1) * RandomState.batch])
            }
            (first, second, radius, scales) = (columns[0], columns[1], columns[2], columns[3])
        }

        /// Scales are √(-2 log(r) / r).
        func scale(_ count: Int) {
            for pair in 0..<count { scales[pair] = radius[pair] }
            at1_log(scales.baseAddress, count)
            for pair in 0..<count { scales[pair] = (-2 * scales[pair] / radius[pair]).squareRoot() }
        }
    }

    /// Draws until `count` pairs lie in the unit circle.
    private mutating func drawPairs(_ count: Int, _ pairs: Pairs) {
        var found = 0
        while found < count {
            let x = 2 * generator.uniform() - 1
            let y = 2 * generator.uniform() - 1
            let radius = x * x + y * y
            pairs.first[found] = x
            pairs.second[found] = y
            pairs.radius[found] = radius
            // Without a branch, which would be mispredicted for one pair in five.
            found &+= radius < 1 && radius != 0 ? 1 : 0
        }
    }
}
