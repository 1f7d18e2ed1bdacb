internal import Objects

/// The first whole numbers, or words, of a file: each may have been drawn from a range, or chosen from a list.
struct Symbols: Sendable {
    /// The numbers, or which of the different words each is.
    private let values: [Int64]
    private let areNumbers: Bool
    /// Which of the different values each is, and how many there are.
    private let places: [Int]
    private let kinds: Int

    /// The most that are compared.
    static let most = 40
    /// What the comparison must say before a file is searched, in bits.
    private static let leastBits = 16.0

    init(_ values: [Int64]) {
        self.init(Array(values.prefix(Self.most)), areNumbers: true)
    }

    init(words: [ArraySlice<UInt8>]) {
        let known = words.prefix(Self.most)
        var places: [ArraySlice<UInt8>: Int64] = [:]
        self.init(
            known.map { word in
                let place = places[word] ?? Int64(places.count)
                places[word] = place
                return place
            }, areNumbers: false)
    }

    private init(_ values: [Int64], areNumbers: Bool) {
        self.values = values
        self.areNumbers = areNumbers
        var known: [Int64: Int] = [:]
        places = values.map { value in
            let place = known[value] ?? known.count
            known[value] = place
            return place
        }
        kinds = known.count
    }

    /// The seeds that people write, a few, whose streams begin like this.
    func seeds(_ work: inout Survey.Work) -> [UInt32] {
        guard values.count >= 12, kinds > 1 else { return [] }
        var found: Set<UInt32> = []
        func tryAll(_ bits: Double, _ fits: (DrawnStream, ArraySlice<UInt32>) -> Bool) {
            guard bits * Double(values.count) >= Self.leastBits else { return }
            for (stream, words) in CommonStreams.words {
                work.lookups += 1
                for (place, seed) in CommonStreams.seeds.enumerated() {
                    let start = place * CommonStreams.length
                    if fits(stream, words[start..<start + CommonStreams.length]) { found.insert(UInt32(seed)) }
                }
            }
        }
        if areNumbers, let least = values.min(), let greatest = values.max(), least.magnitude < 1 << 53,
            greatest.magnitude < 1 << 53
        {
            let ranges = IntegerRanges.likely(least: least, greatest: greatest, count: UInt64(values.count))
            for range in ranges.prefix(24) where range.upperBound - range.lowerBound < 1 << 32 - 1 {
                let count = UInt64(range.upperBound - range.lowerBound) + 1
                guard Libm.log(Double(count)) * 1.44 * Double(values.count) >= Self.leastBits else { continue }
                for (stream, words) in CommonStreams.words {
                    work.lookups += 1
                    for place in places(whereFirst: values[0] - range.lowerBound, isBelow: count, stream) {
                        let start = place * CommonStreams.length
                        if isDrawn(from: range.lowerBound, count, stream, words[start..<start + CommonStreams.length]) {
                            found.insert(UInt32(CommonStreams.seeds[place]))
                        }
                    }
                }
            }
        }
        if kinds <= 12, values.count >= 3 * kinds {
            // Which is which in the list is not known.
            tryAll(Libm.log(Double(kinds)) * 0.72) { isChosen($0, $1) }
            tryAll(Libm.log(Double(kinds)) * 0.72) { isWeighted($0, $1) }
        }
        work.compared += found.count
        return found.count <= 12 ? found.sorted() : []
    }

    /// The places of the seeds whose streams may begin with `first` below `count`: nearly all are told by one word.
    private func places(whereFirst first: Int64, isBelow count: UInt64, _ stream: DrawnStream) -> [Int] {
        guard let words = CommonStreams.firstWords[stream], first >= 0, first < count else { return [] }
        let first = UInt64(first)
        if stream == .defaultRandom { return words.indices.filter { (UInt64(words[$0]) * count) >> 32 == first } }
        let width = Self.width(stream, count)
        guard 1...32 ~= width else { return [] }
        let (mask, shift) = stream == .randomState ? (1 << width - 1, 0) : (UInt64.max, 32 - width)
        return words.indices.filter {
            let drawn = (UInt64(words[$0]) & mask) >> shift
            // One that is too large is followed by another.
            return drawn == first || drawn >= count
        }
    }

    /// The bits of a word that RandomState and Python take for a number below `count`.
    private static func width(_ stream: DrawnStream, _ count: UInt64) -> UInt64 {
        UInt64(64 - (stream == .randomState ? count - 1 : count).leadingZeroBitCount)
    }

    /// The next number below `count` that a stream gives; nil where its words end.
    @inline(__always)
    private static func next(
        _ stream: DrawnStream, _ words: ArraySlice<UInt32>, _ at: inout Int, below count: UInt64
    ) -> UInt64? {
        if stream == .defaultRandom {
            guard at < words.endIndex else { return nil }
            at += 1
            return (UInt64(words[at - 1]) * count) >> 32
        }
        // RandomState takes the lowest bits, Python the highest.
        let isMasked = stream == .randomState
        let width = width(stream, count)
        guard width > 0, width <= 32 else { return nil }
        while at < words.endIndex {
            let word = UInt64(words[at])
            let drawn = isMasked ? word & (1 << width - 1) : word >> (32 - width)
            at += 1
            if drawn < count { return drawn }
        }
        return nil
    }

    private func isDrawn(
        from low: Int64, _ count: UInt64, _ stream: DrawnStream, _ words: ArraySlice<UInt32>
    ) -> Bool {
        var at = words.startIndex
        for value in values {
            guard let drawn = Self.next(stream, words, &at, below: count) else { return true }
            if Int64(drawn) != value - low { return false }
        }
        return true
    }

    private func isChosen(_ stream: DrawnStream, _ words: ArraySlice<UInt32>) -> Bool {
        // Four bits for each of twelve: which of the values it is, and 15 for unknown.
        var order = UInt64.max
        var taken = 0
        var at = words.startIndex
        for place in places {
            guard let drawn = Self.next(stream, words, &at, below: UInt64(kinds)) else { return true }
            let known = order >> (drawn * 4) & 15
            if known == 15 {
                guard taken >> place & 1 == 0 else { return false }
                taken |= 1 << place
                order &= ~(15 << (drawn * 4))
                order |= UInt64(place) << (drawn * 4)
            } else if known != UInt64(place) {
                return false
            }
        }
        return true
    }

    /// Whether the random numbers of each kind lie apart from those of the others.
    private func isWeighted(_ stream: DrawnStream, _ words: ArraySlice<UInt32>) -> Bool {
        // The high half of a number of 53 bits decides.
        let first = words.startIndex + (stream == .defaultRandom ? 1 : 0)
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * kinds) { ends in
            for kind in 0..<kinds { (ends[2 * kind], ends[2 * kind + 1]) = (.max, 0) }
            for (index, place) in places.enumerated() {
                let drawn = words[first + 2 * index]
                ends[2 * place] = min(ends[2 * place], drawn)
                ends[2 * place + 1] = max(ends[2 * place + 1], drawn)
                for other in 0..<kinds where other != place {
                    if ends[2 * other] < ends[2 * place + 1], ends[2 * place] < ends[2 * other + 1] { return false }
                }
            }
            return true
        }
    }
}
