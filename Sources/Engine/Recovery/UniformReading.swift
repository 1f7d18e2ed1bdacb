/// Values as numbers `low + range * u` with 53 random bits, and the `u` that each of them may come from.
struct UniformReading {
    let low: Double
    let range: Double
    /// float64 or float32.
    let element: ElementType

    /// The value that the number `bits` / 2^53 makes.
    private func value(_ bits: UInt64) -> Double {
        let value = low + range * (Double(bits) * 0x1p-53)
        return element == .float32 ? Double(Float(value)) : value
    }

    /// What a value reveals about the number; nil if no number makes it.
    func sight(_ value: Double) -> BitSight? {
        let first = firstNumber { self.value($0) >= value }
        guard first < Self.end, self.value(first) == value else { return nil }
        return BitSight(first...firstNumber { self.value($0) > value } - 1, width: 53)
    }

    /// One more than the maximum number.
    private static let end: UInt64 = 1 << 53

    /// The smallest number that satisfies `condition`, which all larger ones satisfy; ``end`` if none does.
    private func firstNumber(_ condition: (UInt64) -> Bool) -> UInt64 {
        var (low, high) = (UInt64(0), Self.end)
        while low < high {
            let middle = (low + high) / 2
            if condition(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The possible bounds of values that lie between two numbers: numbers with few decimals, or multiples of π.
    ///
    /// - Parameter slack: how many steps the bounds may be further out than the nearest: few values leave gaps.
    static func ranges(around least: Double, _ greatest: Double, slack: Int) -> [(low: Double, high: Double)] {
        let powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].map { $0 as Double }
        var found: [(low: Double, high: Double)] = []
        for below in (0...slack).map(Double.init) {
            for above in (0...slack).map(Double.init) {
                found += powers.reversed().map {
                    (((least / $0).rounded(.down) - below) * $0, ((greatest / $0).rounded(.up) + above) * $0)
                }
                found += powers.dropFirst().map {
                    (((least * $0).rounded(.down) - below) / $0, ((greatest * $0).rounded(.up) + above) / $0)
                }
            }
        }
        return found + [(0, 2 * .pi), (-.pi, .pi), (0, .pi), (-.pi / 2, .pi / 2)]
    }
}
