/// A Huffman code as zlib constructs it, including which of two symbols of the same frequency gets the shorter code.
struct HuffmanTree {
    enum Kind { case literals, distances, lengths }

    private let elements: Int
    private let kind: Kind
    var frequencies: [Int]
    private(set) var lengths: [Int]
    private(set) var codes: [Int]
    /// The last symbol that has a code.
    private(set) var maximum = 0
    /// The length in bits of all symbols with this code, and with the fixed one, including extra bits.
    private(set) var cost = 0
    private(set) var fixedCost = 0

    init(elements: Int, _ kind: Kind) {
        self.elements = elements
        self.kind = kind
        frequencies = [Int](repeating: 0, count: elements * 2 + 1)
        lengths = [Int](repeating: 0, count: elements * 2 + 1)
        codes = [Int](repeating: 0, count: elements)
    }

    private var maximumLength: Int { kind == .lengths ? 7 : 15 }

    private func extraBits(_ symbol: Int) -> Int {
        switch kind {
        case .literals: symbol >= 257 ? DeflateBlock.lengthBits[symbol - 257] : 0
        case .distances: DeflateBlock.distanceBits[symbol]
        case .lengths: symbol == 16 ? 2 : symbol == 17 ? 3 : symbol == 18 ? 7 : 0
        }
    }

    private func fixedLength(_ symbol: Int) -> Int {
        switch kind {
        case .literals: symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8
        case .distances: 5
        case .lengths: 0
        }
    }

    mutating func build() {
        var heap = [Int](repeating: 0, count: elements * 2 + 2)
        var depth = [Int](repeating: 0, count: elements * 2 + 1)
        var parents = [Int](repeating: 0, count: elements * 2 + 1)
        var count = 0
        maximum = -1
        for symbol in 0..<elements where frequencies[symbol] != 0 {
            count += 1
            heap[count] = symbol
            maximum = symbol
        }
        // There are at least two codes, so that one has a length of a bit.
        while count < 2 {
            let symbol: Int
            if maximum < 2 {
                maximum += 1
                symbol = maximum
            } else {
                symbol = 0
            }
            count += 1
            heap[count] = symbol
            frequencies[symbol] = 1
            cost -= 1
            fixedCost -= fixedLength(symbol)
        }
        func isSmaller(_ a: Int, _ b: Int) -> Bool {
            frequencies[a] < frequencies[b] || frequencies[a] == frequencies[b] && depth[a] <= depth[b]
        }
        func sink(_ start: Int) {
            let value = heap[start]
            var at = start
            var child = at * 2
            while child <= count {
                if child < count, isSmaller(heap[child + 1], heap[child]) { child += 1 }
                if isSmaller(value, heap[child]) { break }
                heap[at] = heap[child]
                at = child
                child *= 2
            }
            heap[at] = value
        }
        for start in stride(from: count / 2, through: 1, by: -1) { sink(start) }
        var order: [Int] = []  // the most frequent last
        var node = elements
        repeat {
            let first = heap[1]
            heap[1] = heap[count]
            count -= 1
            sink(1)
            let second = heap[1]
            order += [first, second]
            frequencies[node] = frequencies[first] + frequencies[second]
            depth[node] = max(depth[first], depth[second]) + 1
            parents[first] = node
            parents[second] = node
            heap[1] = node
            node += 1
            sink(1)
        } while count >= 2
        order.append(heap[1])
        measure(order: Array(order.reversed()), parents: parents)
        assign()
    }

    /// Assigns each node its length, the root first, none longer than the limit.
    private mutating func measure(order: [Int], parents: [Int]) {
        var counts = [Int](repeating: 0, count: 16)
        var overflow = 0
        lengths[order[0]] = 0
        for node in order.dropFirst() {
            var length = lengths[parents[node]] + 1
            if length > maximumLength {
                length = maximumLength
                overflow += 1
            }
            lengths[node] = length
            guard node <= maximum else { continue }
            counts[length] += 1
            cost += frequencies[node] * (length + extraBits(node))
            fixedCost += frequencies[node] * (fixedLength(node) + extraBits(node))
        }
        guard overflow > 0 else { return }
        repeat {
            var length = maximumLength - 1
            while counts[length] == 0 { length -= 1 }
            counts[length] -= 1
            counts[length + 1] += 2
            counts[maximumLength] -= 1
            overflow -= 2
        } while overflow > 0
        var at = order.count
        for length in stride(from: maximumLength, through: 1, by: -1) {
            var left = counts[length]
            while left > 0 {
                at -= 1
                let node = order[at]
                guard node <= maximum else { continue }
                cost += (length - lengths[node]) * frequencies[node]
                lengths[node] = length
                left -= 1
            }
        }
    }

    private mutating func assign() {
        codes = Self.codes(Array(lengths[0...maximum])) + [Int](repeating: 0, count: elements - 1 - maximum)
        for symbol in 0...maximum where frequencies[symbol] == 0 { lengths[symbol] = 0 }
    }

    /// The codes for these lengths, with their bits reversed.
    private static func codes(_ lengths: [Int]) -> [Int] {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths where length > 0 { counts[length] += 1 }
        var next = [Int](repeating: 0, count: 16)
        var code = 0
        for length in 1...15 {
            code = (code + counts[length - 1]) << 1
            next[length] = code
        }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[length] += 1 }
            var reversed = 0
            for bit in 0..<length where next[length] >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
            return reversed
        }
    }

    static let fixedLiterals: (codes: [Int], lengths: [Int]) = {
        let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
        return (codes(lengths), lengths)
    }()

    static let fixedDistances: (codes: [Int], lengths: [Int]) = {
        let lengths = [Int](repeating: 5, count: 30)
        return (codes(lengths), lengths)
    }()
}
