/// numpy's legacy generator, `RandomState(seed)`: the stream that scikit-learn draws from (numpy mtrand.pyx,
/// legacy-distributions.c).
struct RandomState: Sendable {
    private(set) var generator: MT19937
    /// The second normal of the last pair. It waits for the next normal, whatever is drawn before that.
    private(set) var waiting: Double?

    init(seed: UInt32) {
        generator = MT19937(seed: seed)
    }

    init(_ generator: MT19937, waiting: Double? = nil) {
        self.generator = generator
        self.waiting = waiting
    }

    /// A number in 0 ..< 1.
    mutating func uniform() -> Double {
        generator.uniform()
    }

    /// `count` numbers in 0 ..< 1.
    mutating func uniforms(_ count: Int) -> [Double] {
        (0..<count).map { _ in generator.uniform() }
    }

    /// Skips `count` uniform numbers.
    mutating func skip(_ count: Int) {
        for _ in 0..<count { _ = generator.uniform() }
    }

    /// An integer in 0 ... `bound` by masked rejection, as in `randint(bound + 1)` and `shuffle`; nothing is drawn for
    /// 0.
    mutating func integer(through bound: UInt64) -> UInt64 {
        BoundedInteger.masked(bound) {
            generator.next()
        } next64: {
            UInt64(generator.next()) << 32 | UInt64(generator.next())
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

    /// Skips `count` standard normals without computing them.
    mutating func skipNormals(_ count: Int) {
        var left = count
        if left > 0, waiting != nil {
            waiting = nil
            left -= 1
        }
        generator.skipPoints(left / 2)
        // The second normal of the last pair will be needed.
        if left % 2 == 1 { _ = normals(1) }
    }

    /// `count` standard normals.
    mutating func normals(_ count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            let values = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            Machine.adviseLarge(values)
            fill(values)
            filled = count
        }
    }

    /// Fills `values` with standard normals, by G. Marsaglia's polar method, two at a time; many of them on all cores.
    mutating func fill(_ values: UnsafeMutableBufferPointer<Double>) {
        var at = 0
        if let waiting, !values.isEmpty {
            values[0] = waiting
            self.waiting = nil
            at = 1
        }
        if values.count - at >= PolarRuns.least {
            at += PolarRuns.fill(UnsafeMutableBufferPointer(rebasing: values[at...]), &generator)
        }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * PolarPairs.batch) { buffer in
            let pairs = PolarPairs(buffer)
            while at < values.count {
                let count = min(PolarPairs.batch, (values.count - at + 1) / 2)
                pairs.draw(count, &generator)
                pairs.scale(count)
                let whole = min(count, (values.count - at) / 2)
                at += pairs.write(whole, to: UnsafeMutableBufferPointer(rebasing: values[at...]))
                if whole < count {
                    values[at] = pairs.scales[whole] * pairs.second[whole]
                    waiting = pairs.scales[whole] * pairs.first[whole]
                    at += 1
                }
            }
        }
    }
}
