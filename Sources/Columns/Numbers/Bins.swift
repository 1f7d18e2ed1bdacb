#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Ranges of numbers, each with the entropy coder's frequency; a number is its bin and its offset in the bin.
struct Bins {
    struct Bin {
        /// The smallest number of the bin.
        let lowest: UInt64
        /// The number of bits of an offset from ``lowest``: 0 to 64.
        let offsetBits: Int
    }

    let bins: [Bin]
    let coder: SymbolCoder

    static let maximumCount = 1024
    /// About what a bin costs in the header, in bits.
    private static let headerBits = 26.0

    /// The bins with which `sorted` becomes smallest: neighbouring quantiles are joined where that saves bits.
    /// - Returns: the bins, and about how many bytes the numbers take with them.
    static func choose(for sorted: [UInt64]) -> (bins: Bins, size: Int)? {
        guard let first = sorted.first else { return nil }
        let count = sorted.count
        // Candidates: runs of equal numbers are never divided.
        let wanted = max(1, min(512, count / 8))
        let target = max(1, count / wanted)
        var ends: [Int] = []
        var lasts: [UInt64] = []
        var firsts: [UInt64] = [first]
        var start = 0
        var index = 0
        while index < count {
            var end = index + 1
            while end < count, sorted[end] == sorted[index] { end += 1 }
            // A number that fills a candidate by itself does not share it.
            let isHeavy = end - index >= target
            if isHeavy, index > start {
                ends.append(index)
                lasts.append(sorted[index - 1])
                firsts.append(sorted[index])
                start = index
            }
            if end - start >= target || end == count {
                ends.append(end)
                lasts.append(sorted[end - 1])
                if end < count { firsts.append(sorted[end]) }
                start = end
            }
            index = end
        }
        // The cheapest way to the end of each candidate.
        let candidates = ends.count
        let total = log2(Double(count))
        var costs = [Double](repeating: .infinity, count: candidates + 1)
        var before = [Int](repeating: 0, count: candidates + 1)
        costs[0] = 0
        for last in 0..<candidates {
            let end = ends[last]
            var cheapest = Double.infinity
            var from = 0
            var at = last
            while at >= 0 {
                let members = Double(end - (at == 0 ? 0 : ends[at - 1]))
                let bits = bitWidth(lasts[last] &- firsts[at])
                let cost = costs[at] + headerBits + members * (Double(bits) + total - log2(members))
                if cost < cheapest { (cheapest, from) = (cost, at) }
                // Wider bins only become dearer when they are far wider than the cheapest so far.
                if Double(bits) * members > cheapest + 64 { break }
                at -= 1
            }
            costs[last + 1] = cheapest
            before[last + 1] = from
        }
        var bins: [Bin] = []
        var counts: [Int] = []
        var at = candidates
        while at > 0 {
            let from = before[at]
            bins.append(Bin(lowest: firsts[from], offsetBits: bitWidth(lasts[at - 1] &- firsts[from])))
            counts.append(ends[at - 1] - (from == 0 ? 0 : ends[from - 1]))
            at = from
        }
        bins.reverse()
        counts.reverse()
        var tableBits = bins.count == 1 ? 0 : 4
        while tableBits < SymbolCoder.maximumTableBits, bins.count > 1,
            1 << tableBits < bins.count * 4 || 1 << tableBits < min(count, 1 << 12)
        {
            tableBits += 1
        }
        if count > 1 << 15, bins.count > 1 { tableBits = SymbolCoder.maximumTableBits }
        let frequencies = SymbolCoder.frequencies(for: counts, tableBits: tableBits)
        guard let coder = SymbolCoder(frequencies: frequencies, tableBits: tableBits) else { return nil }
        return (Bins(bins: bins, coder: coder), Int(costs[candidates] / 8) + 24)
    }

    static func bitWidth(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }

    // MARK: Encoding

    func encode(_ numbers: [UInt64]) -> [UInt8] {
        var out: [UInt8] = []
        out.append(varint: bins.count)
        out.append(UInt8(coder.tableBits))
        var next: UInt64 = 0
        for (bin, frequency) in zip(bins, coder.frequencies) {
            out.append(varint: bin.lowest &- next)
            out.append(UInt8(bin.offsetBits))
            out.append(varint: UInt64(frequency))
            next = bin.lowest
        }
        let symbols = symbols(of: numbers)
        if bins.count > 1 { out += coder.encode(symbols) }
        if bins.contains(where: { $0.offsetBits > 0 }) {
            var writer = BitWriter()
            for (index, symbol) in symbols.enumerated() {
                let bin = bins[Int(symbol)]
                writer.append(numbers[index] &- bin.lowest, bin.offsetBits)
            }
            let stream = writer.finish()
            out += stream
        }
        return out
    }

    private func symbols(of numbers: [UInt64]) -> [UInt16] {
        let lowests = bins.map(\.lowest)
        return numbers.map { number in
            var low = 0
            var high = lowests.count
            while high - low > 1 {
                let middle = (low + high) / 2
                if lowests[middle] <= number { low = middle } else { high = middle }
            }
            return UInt16(low)
        }
    }

    // MARK: Decoding

    static func decode(_ reader: inout StoredReader, count: Int) throws(ColumnsError) -> [UInt64] {
        let binCount = try reader.count("the number of bins", upTo: maximumCount)
        let tableBits = Int(try reader.byte())
        guard tableBits <= SymbolCoder.maximumTableBits else { throw ColumnsError("a table is too large") }
        var bins: [Bin] = []
        var frequencies: [UInt32] = []
        var next: UInt64 = 0
        for _ in 0..<binCount {
            let lowest = next &+ (try reader.varint())
            let bits = Int(try reader.byte())
            guard bits <= 64 else { throw ColumnsError("an offset has \(bits) bits") }
            bins.append(Bin(lowest: lowest, offsetBits: bits))
            frequencies.append(UInt32(try reader.count("a frequency", upTo: 1 << SymbolCoder.maximumTableBits)))
            next = lowest
        }
        guard let coder = SymbolCoder(frequencies: frequencies, tableBits: tableBits) else {
            throw ColumnsError("the frequencies do not fill their table")
        }
        let symbols =
            binCount > 1 ? try coder.decode(&reader, count: count) : [UInt16](repeating: 0, count: count)
        var bits = 0
        for symbol in symbols { bits += bins[Int(symbol)].offsetBits }
        let offsets = BitReader(padded: Array(try reader.take((bits + 7) / 8)) + [UInt8](repeating: 0, count: 16))
        return offsets.numbers(symbols, bins)
    }
}

extension BitReader {
    /// The number of each bin in turn: the bin's lowest, and as many bits as its offsets have.
    func numbers(_ symbols: [UInt16], _ bins: [Bins.Bin]) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: symbols.count) { numbers, filled in
            filled = symbols.count
            var position = 0
            bytes.withUnsafeBytes { bytes in
                for index in symbols.indices {
                    let bin = bins[Int(symbols[index])]
                    numbers[index] = bin.lowest &+ Self.bits(of: bytes, at: position, count: bin.offsetBits)
                    position += bin.offsetBits
                }
            }
        }
    }
}
