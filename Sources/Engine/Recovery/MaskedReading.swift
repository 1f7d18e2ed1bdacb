/// Values as integers `low` … `low + 2^width - 1`, drawn without rejections: each shows the lowest bits of a word.
struct MaskedReading: Hashable {
    let low: Int64
    /// 1 to 53.
    let width: Int

    var pattern: WordPattern { width > 32 ? .twoWords : .word }
    /// One more than the maximum value.
    var high: Int64 { low + 1 << Int64(width) }

    /// The possible ranges: from 0, from 1, around 0, and from the minimum value on.
    static func candidates(_ values: [Int64]) -> [MaskedReading] {
        guard let least = values.min(), let greatest = values.max(), least < greatest,
            least >= -Int64(Int.largestExact), greatest < Int64(Int.largestExact)
        else { return [] }
        func width(_ value: Int64) -> Int { 64 - value.leadingZeroBitCount }
        let half = max(width(greatest), width(~least))
        let lows = [0, 1, least < 0 ? -(1 << Int64(half)) : 0, least]
        var found: [MaskedReading] = []
        for low in lows where low <= least {
            let reading = MaskedReading(low: low, width: width(greatest - low))
            if reading.width <= 53, reading.high <= Int64(Int.largestExact), !found.contains(reading),
                reading.isFilled(by: values)
            {
                found.append(reading)
            }
        }
        return found
    }

    /// Whether the values are spread over the range like random ones: every bit is set in approximately half of them.
    ///
    /// Random values fail once in 10^17 readings.
    private func isFilled(by values: [Int64]) -> Bool {
        var counts = [Int](repeating: 0, count: width)
        for value in values {
            for bit in UInt64(value - low).setBits { counts[bit] += 1 }
        }
        // Nine standard deviations, squared.
        return counts.allSatisfy { ($0 * 2 - values.count) * ($0 * 2 - values.count) <= 81 * values.count }
    }

    func sight(_ value: Int64) -> BitSight? {
        let (number, overflow) = value.subtractingReportingOverflow(low)
        guard !overflow, number >= 0, number < 1 << Int64(width) else { return nil }
        return BitSight(bits: UInt64(number), of: UInt64.max >> UInt64(64 - width))
    }
}
