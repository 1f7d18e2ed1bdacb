/// The ranges that integers may have been drawn from, given their minimum and maximum.
enum IntegerRanges {
    /// The likely ranges, the narrowest first.
    ///
    /// - Parameter count: the number of integers: the more there are, the closer the extremes are to the ends of the
    ///   range.
    static func likely(least: Int64, greatest: Int64, count: UInt64) -> [ClosedRange<Int64>] {
        var ranges: Set<ClosedRange<Int64>> = []
        let highs = Set(roundNumbers(from: greatest + 1).map { $0 - 1 } + roundNumbers(from: greatest) + [greatest])
        for low in lows(least) {
            for high in highs where high >= greatest && high < 1 << 53 {
                let share = (Double(greatest) - Double(low) + 1) / (Double(high) - Double(low) + 1)
                let shareAbove = (Double(high) - Double(least) + 1) / (Double(high) - Double(low) + 1)
                // A sample is this far from an end of its range only once in a million.
                guard min(share, shareAbove) >= Self.rare(count) else { continue }
                ranges.insert(low...high)
            }
        }
        return ranges.sorted {
            ($0.upperBound - $0.lowerBound, $0.lowerBound) < ($1.upperBound - $1.lowerBound, $1.lowerBound)
        }
    }

    /// The share whose `count`-th power is a millionth.
    private static func rare(_ count: UInt64) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if power(middle, count) < 1e-6 { low = middle } else { high = middle }
        }
        return low
    }

    private static func power(_ base: Double, _ exponent: UInt64) -> Double {
        var (result, square, left) = (1.0, base, exponent)
        while left > 0 {
            if left & 1 == 1 { result *= square }
            square *= square
            left >>= 1
        }
        return result
    }

    private static func lows(_ least: Int64) -> [Int64] {
        if least < 0 { return [least] + roundNumbers(from: -least).map { -$0 } }
        return Array(Set([0, 1, least].filter { $0 <= least } + [floorRound(least)]))
    }

    /// The round number at or below `value`: its first digit and zeros.
    private static func floorRound(_ value: Int64) -> Int64 {
        var power: Int64 = 1
        while value / power >= 10 { power *= 10 }
        return value / power * power
    }

    /// Round numbers at or above `value`, which is not negative: with one, two or three digits and zeros, and powers of two.
    private static func roundNumbers(from value: Int64) -> [Int64] {
        guard value < 1 << 52 else { return [value] }
        var numbers: Set<Int64> = [value]
        var power: Int64 = 1
        while power < value { power *= 10 }
        numbers.insert(power)
        for step in [power, power / 2, power / 5, power / 10, power / 100, power / 1000] where step > 0 {
            numbers.insert((value + step - 1) / step * step)
        }
        var binary: Int64 = 1
        while binary < value { binary *= 2 }
        numbers.insert(binary)
        if binary - 1 >= value { numbers.insert(binary - 1) }
        return numbers.sorted()
    }
}
