internal import CFused

/// A batch of points in the unit circle, and their conversion to two normals each (numpy legacy-distributions.c,
/// `legacy_gauss`). By column, so that each step is a loop over adjacent numbers.
struct PolarPairs {
    let first, second, scales: UnsafeMutableBufferPointer<Double>
    private let radius: UnsafeMutableBufferPointer<Double>

    /// The maximum number of points. Their columns fit in the first-level cache.
    static let batch = 256

    /// `buffer` has room for four times ``batch`` numbers, and outlives the value.
    init(_ buffer: UnsafeMutableBufferPointer<Double>) {
        buffer.initialize(repeating: 1)
        let columns = (0..<4).map { column in
            UnsafeMutableBufferPointer(rebasing: buffer[column * Self.batch..<(column + 1) * Self.batch])
        }
        (first, second, radius, scales) = (columns[0], columns[1], columns[2], columns[3])
    }

    /// Draws until `count` points are in the unit circle, excluding its centre and its edge.
    func draw(_ count: Int, _ generator: inout MT19937) {
        precondition(count <= Self.batch)
        var found = 0
        while found < count {
            generator.withWords { words in
                var at = 0
                while found < count, at &+ 4 <= words.count {
                    let u = MT19937.uniform(words[at], words[at &+ 1])
                    let v = MT19937.uniform(words[at &+ 2], words[at &+ 3])
                    found &+= propose(found, u: u, v: v)
                    at &+= 4
                }
                return at
            }
            // A point whose words belong to two turns.
            if found < count {
                let u = generator.uniform()
                found += propose(found, u: u, v: generator.uniform())
            }
        }
    }

    /// Takes the points of some words that are in the unit circle, four words per point, and returns their number.
    ///
    /// `words` is at most four times ``batch``.
    func take(_ words: UnsafeBufferPointer<UInt32>) -> Int {
        precondition(words.count <= Self.batch * 4)
        var found = 0
        for at in stride(from: 0, through: words.count &- 4, by: 4) {
            let u = MT19937.uniform(words[at], words[at &+ 1])
            let v = MT19937.uniform(words[at &+ 2], words[at &+ 3])
            found &+= propose(found, u: u, v: v)
        }
        return found
    }

    /// Writes the two normals of each of the first points, and returns their number.
    @inline(__always)
    func write(_ count: Int, to values: UnsafeMutableBufferPointer<Double>) -> Int {
        precondition(count <= Self.batch && count * 2 <= values.count)
        for pair in 0..<count {
            values[pair &* 2] = scales[pair] * second[pair]
            values[pair &* 2 &+ 1] = scales[pair] * first[pair]
        }
        return count * 2
    }

    /// Writes a point to place `index`; returns 1 to keep it, 0 to discard it.
    ///
    /// Without a branch, which would be mispredicted for one point in five.
    @inline(__always)
    private func propose(_ index: Int, u: Double, v: Double) -> Int {
        let x = 2 * u - 1
        let y = 2 * v - 1
        let square = x * x + y * y
        first[index] = x
        second[index] = y
        radius[index] = square
        if square == 0 { return 0 }
        // Positive doubles are ordered like their bits: the difference borrows if and only if the square is below one.
        return Int(truncatingIfNeeded: (square.bitPattern &- 1.0.bitPattern) >> 63)
    }

    /// Computes the scales, √(-2 log(r) / r).
    func scale(_ count: Int) {
        precondition(count <= Self.batch)
        guard let radius = UnsafeRawPointer(radius.baseAddress),
            let scales = UnsafeMutableRawPointer(scales.baseAddress)
        else { return }
        scales.copyMemory(from: radius, byteCount: count * 8)
        at1_log(self.scales.baseAddress, count)
        typealias Four = SIMD4<Double>
        for offset in stride(from: 0, to: count * 8, by: 32) {
            let log = scales.loadUnaligned(fromByteOffset: offset, as: Four.self)
            let square = radius.loadUnaligned(fromByteOffset: offset, as: Four.self)
            scales.storeBytes(of: (-2 * log / square).squareRoot(), toByteOffset: offset, as: Four.self)
        }
    }
}
