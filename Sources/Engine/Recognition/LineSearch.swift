/// Location and scale of numbers that were drawn in their simplest form.
enum LineSearch {
    /// How many numbers are compared before more are drawn, and before a line is fitted.
    static let first = 4
    static let head = 16

    /// Whether the first numbers may be linear in those that `next` gives.
    static func isPossible(_ fit: Template.Fit, _ seen: SeenNumbers, _ next: () -> Double) -> Bool {
        let count = min(seen.count, head)
        switch fit {
        case .exact, .near:
            for index in 0..<count {
                let value = next()
                if seen.slacks[index].isInfinite { continue }
                guard seen.fits(value, index) else { return false }
            }
            return count > 0
        case .scaled:
            var low = 0.0
            var high = Double.infinity
            for index in 0..<count {
                let drawn = next()
                let (value, slack) = (seen.values[index], seen.slacks[index])
                if slack.isInfinite { continue }
                let error = slack + 1e-12 * value.magnitude
                guard drawn != 0 else {
                    if value.magnitude <= error { continue }
                    return false
                }
                let (a, b) = ((value - error) / drawn, (value + error) / drawn)
                low = max(low, min(a, b))
                high = min(high, max(a, b))
                if low > high { return false }
            }
            return high > 0 && high.isFinite
        case .affine:
            guard count >= first else { return false }
            return withUnsafeTemporaryAllocation(of: Double.self, capacity: head) { drawn in
                for index in 0..<first { drawn[index] = next() }
                guard areOnLine(drawn, first, seen) else { return false }
                for index in first..<count { drawn[index] = next() }
                return areOnLine(drawn, count, seen)
            }
        }
    }

    private static func areOnLine(_ drawn: UnsafeMutableBufferPointer<Double>, _ count: Int, _ seen: SeenNumbers)
        -> Bool
    {
        var low = -1
        var high = -1
        for index in 0..<count where seen.slacks[index].isFinite {
            if low < 0 || drawn[index] < drawn[low] { low = index }
            if high < 0 || drawn[index] > drawn[high] { high = index }
        }
        guard low >= 0, drawn[low] < drawn[high] else { return true }
        let width = drawn[high] - drawn[low]
        let (atLow, atHigh) = (seen.values[low], seen.values[high])
        let known = seen.slacks[low] + seen.slacks[high]
        guard atHigh - atLow >= -known else { return false }
        let rounding = 1e-12 * max(atLow.magnitude, atHigh.magnitude)
        for index in 0..<count where index != low && index != high && seen.slacks[index].isFinite {
            let part = (drawn[index] - drawn[low]) / width
            let expected = atLow + part * (atHigh - atLow)
            let slack = seen.slacks[index] + (1 - part) * seen.slacks[low] + part * seen.slacks[high]
            guard (expected - seen.values[index]).magnitude <= slack + rounding else { return false }
        }
        return true
    }

    /// The possible values of location and scale, the plainest first, such that every number fits.
    ///
    /// - Parameter isRange: whether the second number is the end of the range, and not its width.
    static func parameters(_ fit: Template.Fit, isRange: Bool, _ seen: SeenNumbers, _ drawn: [Double]) -> [(
        Double, Double
    )] {
        switch fit {
        case .exact, .near: return seen.values.indices.allSatisfy { fits(drawn[$0], seen, $0) } ? [(0, 1)] : []
        case .scaled:
            guard let scales = scales(seen, drawn) else { return [] }
            return PlainNumbers.of(scales).prefix(40).filter { scale in
                drawn.indices.allSatisfy { fits(scale * drawn[$0], seen, $0) }
            }.prefix(3).map { (0, $0) }
        case .affine: return lines(isRange: isRange, seen, drawn)
        }
    }

    private static func fits(_ value: Double, _ seen: SeenNumbers, _ index: Int) -> Bool {
        seen.slacks[index].isInfinite || seen.fits(value, index)
    }

    private static func scales(_ seen: SeenNumbers, _ drawn: [Double]) -> ClosedRange<Double>? {
        var low = 0.0
        var high = Double.infinity
        for index in drawn.indices where drawn[index] != 0 && seen.slacks[index].isFinite {
            let value = seen.values[index]
            let error = seen.slacks[index] + rounding(value, seen.type)
            let (a, b) = ((value - error) / drawn[index], (value + error) / drawn[index])
            low = max(low, min(a, b))
            high = min(high, max(a, b))
            if low > high { return nil }
        }
        return high.isFinite ? low...high : nil
    }

    private static func rounding(_ value: Double, _ type: ArrayType) -> Double {
        type == .float32 ? Double(Float(value).ulp) : 2 * value.ulp
    }

    private static func lines(isRange: Bool, _ seen: SeenNumbers, _ drawn: [Double]) -> [(Double, Double)] {
        let known = drawn.indices.filter { seen.slacks[$0].isFinite }
        guard let low = known.min(by: { drawn[$0] < drawn[$1] }), let high = known.max(by: { drawn[$0] < drawn[$1] }),
            drawn[low] < drawn[high], known.count > 3
        else { return [] }
        let slope = (seen.values[high] - seen.values[low]) / (drawn[high] - drawn[low])
        let start = seen.values[low] - slope * drawn[low]
        let largest = known.reduce(0) { max($0, seen.values[$1].magnitude) }
        let slack = max(seen.slacks[low], seen.slacks[high])
        guard largest < 0x1p300, slope.isFinite, slope.magnitude < 0x1p300 else { return [] }
        let size = largest * (seen.type == .float32 ? 0x1p-16 : 0x1p-40) + 16 * slack
        var region = LineRegion(start: size, slope: 2 * size / (drawn[high] - drawn[low]))
        for index in known {
            let value = seen.values[index]
            let error = seen.slacks[index] + rounding(value, seen.type) + (slope * drawn[index]).ulp + start.ulp
            region.cut(position: drawn[index], value: value - (start + slope * drawn[index]), tolerance: error)
            guard !region.corners.isEmpty else { return [] }
        }
        guard let starts = region.starts else { return [] }
        var found: [(Double, Double)] = []
        let around = start + starts.lowerBound - start.ulp...start + starts.upperBound + start.ulp
        for first in PlainNumbers.of(around).prefix(24) {
            guard let slopes = region.slopes(at: min(max(first - start, starts.lowerBound), starts.upperBound)) else {
                continue
            }
            let base = isRange ? first + slope : slope
            let error = max(first.magnitude, slope.magnitude, base.magnitude).ulp
            let ends = base + slopes.lowerBound - error...base + slopes.upperBound + error
            for second in PlainNumbers.of(ends).prefix(6) {
                let scale = isRange ? second - first : second
                if known.allSatisfy({ fits(first + scale * drawn[$0], seen, $0) }) { found.append((first, second)) }
                if found.count == 4 { return found }
            }
        }
        return found
    }
}
