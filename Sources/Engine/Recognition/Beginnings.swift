/// How the streams of many seeds begin, in the order of what neither location nor scale changes: the ratios of the steps
/// between the first numbers. A lookup replaces a search.
struct Beginnings: Sendable {
    private let seeds: [UInt32]
    /// Of each seed four ratios; the first ones ascend.
    private let ratios: [Float]

    /// The numbers that are compared: two define a line, four must be on it.
    static let count = 6
    private static let width = count - 2

    /// - Parameter heads: of each seed the first ``count`` numbers, one after the other.
    init(_ seeds: [UInt32], heads: [Double]) {
        var keys: [UInt64] = []
        keys.reserveCapacity(seeds.count)
        var unsorted = [Float](repeating: .nan, count: seeds.count * Self.width)
        for index in seeds.indices {
            let start = index * Self.count
            let step = heads[start + 1] - heads[start]
            for place in 0..<Self.width {
                unsorted[index * Self.width + place] = Float((heads[start + 2 + place] - heads[start]) / step)
            }
            let first = unsorted[index * Self.width]
            guard first.isFinite else { continue }
            // The order of these patterns is that of the numbers.
            let pattern = first.bitPattern
            let key = first.sign == .minus ? ~pattern : pattern | 0x8000_0000
            keys.append(UInt64(key) << 32 | UInt64(index))
        }
        keys.sort()
        let order = keys.map { Int($0 & 0xffff_ffff) }
        self.seeds = order.map { seeds[$0] }
        ratios = order.flatMap { unsorted[$0 * Self.width..<($0 + 1) * Self.width] }
    }

    /// The seeds whose first numbers are on a line with those of a file; nil where more than `most` are, which says nothing.
    func find(_ head: FirstNumbers, most: Int = 40) -> [UInt32]? {
        let values = head.values
        guard values.count >= Self.count else { return nil }
        let step = values[1] - values[0]
        let error = 2 * head.slack
        guard step.magnitude > 4 * error, step.isFinite else { return nil }
        var bounds: [(low: Float, high: Float)] = []
        for place in 2..<Self.count {
            let ratio = (values[place] - values[0]) / step
            let slack = error * (1 + ratio.magnitude) / (step.magnitude - error) + 2.4e-7 * ratio.magnitude + 1e-12
            guard ratio.isFinite else { return nil }
            bounds.append((Float(ratio - slack).nextDown, Float(ratio + slack).nextUp))
        }
        var low = 0
        var high = seeds.count
        while low < high {
            let middle = (low + high) / 2
            if ratios[middle * Self.width] < bounds[0].low { low = middle + 1 } else { high = middle }
        }
        var found: [UInt32] = []
        while low < seeds.count, ratios[low * Self.width] <= bounds[0].high {
            let start = low * Self.width
            let fits = (1..<Self.width).allSatisfy {
                bounds[$0].low <= ratios[start + $0] && ratios[start + $0] <= bounds[$0].high
            }
            if fits {
                guard found.count < most else { return nil }
                found.append(seeds[low])
            }
            low += 1
        }
        return found
    }
}
