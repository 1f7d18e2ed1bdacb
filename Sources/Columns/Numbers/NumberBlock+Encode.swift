#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension NumberBlock {
    /// - Parameters:
    ///   - row: how many numbers a row of a grid has; 0 if unknown.
    ///   - areIndexes: whether the numbers are places in a list, which no formula predicts.
    static func encode(_ numbers: [Int64], row: Int = 0, areIndexes: Bool = false, depth: Int = 0) -> [UInt8] {
        guard let first = numbers.first, numbers.contains(where: { $0 != first }) else {
            var out = [Method.constant.rawValue]
            out.append(signed: numbers.first ?? 0)
            return out
        }
        if !areIndexes, depth < maximumDepth - 1, let factor = commonFactor(numbers) {
            var out = [Method.scaled.rawValue]
            out.append(signed: first)
            out.append(varint: factor)
            return out
                + encode(numbers.map { ($0 &- first) / Int64(factor) }, row: row, depth: depth + 1)
        }
        var best = encodeBins(numbers, row: row, areIndexes: areIndexes)
        if !areIndexes, depth < maximumDepth - 1, let dictionary = encodeDictionary(numbers, depth),
            dictionary.count < best.count
        {
            best = dictionary
        }
        if let packed = encodePacked(numbers, below: best.count) { best = packed }
        return best
    }

    /// What divides the distance of every number from the first; nil if that is 1, or a distance is too large.
    private static func commonFactor(_ numbers: [Int64]) -> UInt64? {
        guard let first = numbers.first else { return nil }
        var factor: UInt64 = 0
        for number in numbers {
            let (distance, overflow) = number.subtractingReportingOverflow(first)
            guard !overflow, distance != .min else { return nil }
            var other = distance.magnitude
            if other == factor { continue }
            while other != 0 { (factor, other) = (other, factor % other) }
            if factor == 1 { return nil }
        }
        return factor > 1 ? factor : nil
    }

    // MARK: Bins

    private static func encodeBins(_ numbers: [Int64], row: Int, areIndexes: Bool) -> [UInt8] {
        let (transform, predictor) = chooseTransform(numbers, row: row, areIndexes: areIndexes)
        let residuals = apply(transform, predictor, numbers).map(ordered)
        var sorted = residuals
        sorted.sort()
        var out = [Method.bins.rawValue, transform.rawValue]
        predictor?.encode(into: &out)
        guard let (bins, _) = Bins.choose(for: sorted) else { return out }
        return out + bins.encode(residuals)
    }

    private static func apply(_ transform: Transform, _ predictor: Predictor?, _ numbers: [Int64]) -> [Int64] {
        switch transform {
        case .none: numbers
        case .delta: deltas(numbers)
        case .secondDelta: deltas(deltas(numbers))
        case .predictor: predictor?.residuals(of: numbers) ?? numbers
        }
    }

    /// By the size that bins would give a sample: a piece of neighbours from the middle, beside the costs of headers.
    private static func chooseTransform(
        _ numbers: [Int64], row: Int, areIndexes: Bool
    ) -> (Transform, Predictor?) {
        let sampleLength = max(4096, row * 8)
        let start = max(0, (numbers.count - sampleLength) / 2)
        let sample = numbers.count <= sampleLength ? numbers : Array(numbers[start..<start + sampleLength])
        var best: (Transform, Predictor?) = (.none, nil)
        var smallest = cost(sample)
        func consider(_ transform: Transform, _ predictor: Predictor? = nil) {
            let header = predictor.map { 12 + 4 * $0.taps.count } ?? 0
            // What comes before the first number weighs nothing.
            let residuals = apply(transform, predictor, sample).dropFirst(
                min(sample.count / 2, max(2, predictor?.reach ?? 0)))
            let scaled = cost(Array(residuals)) * Double(sample.count) / Double(max(1, residuals.count))
            let size = scaled + Double(header) * Double(sample.count) / Double(numbers.count)
            if size < smallest * 0.997 { (smallest, best) = (size, (transform, predictor)) }
        }
        consider(.delta)
        guard !areIndexes else { return best }
        consider(.secondDelta)
        // Numbers of a few values, or that hardly vary, are not worth the sums of a predictor.
        guard numbers.count >= 256, smallest * 8 > Double(sample.count) * 3 else { return best }
        var sets: [[Int]] = [[1, 2], [1, 2, 3, 4], Array(1...8), Array(1...16)]
        if row > 1, numbers.count > 4 * row {
            sets += [
                [1, row - 1, row, row + 1].filter { $0 > 0 },
                [1, 2, 3, row - 2, row - 1, row, row + 1, row + 2, 2 * row - 1, 2 * row, 2 * row + 1].filter { $0 > 0 },
            ]
        }
        for lags in sets {
            if let predictor = Predictor.fit(numbers, lags: Array(Set(lags)).sorted()) {
                consider(.predictor, predictor)
            }
        }
        return best
    }

    /// About how many bytes the numbers take in bins.
    static func cost(_ numbers: [Int64]) -> Double {
        var sorted = numbers.map(ordered)
        sorted.sort()
        // Entropy of runs of neighbours in order: as if each distance between quantiles were a bin.
        let count = sorted.count
        guard count > 1 else { return 8 }
        let step = max(12, count / 64)
        var bits = 0.0
        var index = 0
        while index < count {
            let end = min(count, index + step)
            var at = index
            // A number that is often there costs its own frequency.
            while at < end {
                var same = at + 1
                while same < end, sorted[same] == sorted[at] { same += 1 }
                at = same
            }
            let width = Bins.bitWidth(sorted[end - 1] &- sorted[index])
            let members = Double(end - index)
            if width == 0 {
                var from = index
                var to = end
                while from > 0, sorted[from - 1] == sorted[index] { from -= 1 }
                while to < count, sorted[to] == sorted[index] { to += 1 }
                bits += members * log2(Double(count) / Double(to - from))
            } else {
                let span = Double(sorted[end - 1] &- sorted[index]) + 1
                bits += members * (log2(span) + log2(Double(count) / members))
            }
            index = end
        }
        return bits / 8
    }

    // MARK: Dictionaries and packed bytes

    private static func encodeDictionary(_ numbers: [Int64], _ depth: Int) -> [UInt8]? {
        var counts: [Int64: Int] = [:]
        let limit = min(4096, numbers.count / 4)
        for number in numbers {
            counts[number, default: 0] += 1
            if counts.count > limit { return nil }
        }
        let values = counts.keys.sorted()
        guard let lowest = values.first, let highest = values.last, values.count > 1,
            UInt64(bitPattern: highest &- lowest) >= UInt64(values.count)
        else { return nil }
        let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0.element, Int64($0.offset)) })
        var out = [Method.dictionary.rawValue]
        out.append(varint: values.count)
        out += encode(values, depth: depth + 1)
        out += encode(numbers.map { places[$0] ?? 0 }, areIndexes: true, depth: depth + 1)
        return out
    }

    /// For numbers that repeat in sequence, which a general compressor finds.
    private static func encodePacked(_ numbers: [Int64], below limit: Int) -> [UInt8]? {
        guard let lowest = numbers.min(), let highest = numbers.max() else { return nil }
        let range = UInt64(bitPattern: highest &- lowest)
        let width = range < 1 << 8 ? 1 : range < 1 << 16 ? 2 : range < 1 << 32 ? 4 : 8
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * numbers.count)
        for number in numbers {
            let value = UInt64(bitPattern: number &- lowest)
            for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
        }
        guard ByteBlock.estimate(bytes) < limit / 10 * 11 + 16 else { return nil }
        var out = [Method.packed.rawValue, UInt8(width)]
        out.append(signed: lowest)
        out += ByteBlock.encode(bytes, isText: false)
        return out.count < limit ? out : nil
    }
}
