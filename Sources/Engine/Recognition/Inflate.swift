/// Decompresses DEFLATE (RFC 1951), up to a length that is known in advance.
struct Inflate {
    private let input: [UInt8]
    private var at = 0
    private var buffer: UInt64 = 0
    private var width = 0
    private var output: [UInt8] = []
    private let limit: Int

    private init(_ input: [UInt8], _ limit: Int) {
        self.input = input
        self.limit = limit
    }

    /// The decompressed bytes; nil if `input` is not a valid stream, or gives more than `limit`.
    static func expand(_ input: [UInt8], limit: Int) -> [UInt8]? {
        var inflate = Inflate(input, limit)
        return inflate.run() ? inflate.output : nil
    }

    private mutating func bits(_ count: Int) -> Int? {
        while width < count {
            guard at < input.count else { return nil }
            buffer |= UInt64(input[at]) << UInt64(width)
            at += 1
            width += 8
        }
        let value = Int(buffer & (1 << UInt64(count) - 1))
        buffer >>= UInt64(count)
        width -= count
        return value
    }

    /// A canonical code: the number of codes of each length, and the symbols in order.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(_ lengths: [Int]) {
            for length in lengths where length > 0 { counts[length] += 1 }
            for length in 1...15 { symbols += lengths.indices.filter { lengths[$0] == length } }
        }
    }

    private mutating func symbol(_ code: Code) -> Int? {
        var value = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            guard let bit = bits(1) else { return nil }
            value |= bit
            let count = code.counts[length]
            if value - count < first {
                return code.symbols.indices.contains(index + value - first) ? code.symbols[index + value - first] : nil
            }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        return nil
    }

    private mutating func run() -> Bool {
        while true {
            guard let isLast = bits(1), let kind = bits(2) else { return false }
            let isGood: Bool
            switch kind {
            case 0: isGood = readStored()
            case 1:
                isGood = readBlock(
                    literals: Code((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }),
                    distances: Code([Int](repeating: 5, count: 30)))
            case 2: isGood = readDynamic()
            default: isGood = false
            }
            guard isGood else { return false }
            if isLast == 1 { return true }
        }
    }

    private mutating func readStored() -> Bool {
        _ = bits(width % 8)
        guard let length = bits(16), bits(16) != nil, output.count + length <= limit else { return false }
        for _ in 0..<length {
            guard let byte = bits(8) else { return false }
            output.append(UInt8(byte))
        }
        return true
    }

    private mutating func readDynamic() -> Bool {
        guard let literals = bits(5), let distances = bits(5), let count = bits(4) else { return false }
        var lengths = [Int](repeating: 0, count: 19)
        for rank in 0..<count + 4 {
            guard let length = bits(3) else { return false }
            lengths[DeflateBlock.lengthOrder[rank]] = length
        }
        let code = Code(lengths)
        var all: [Int] = []
        while all.count < literals + 257 + distances + 1 {
            guard let symbol = symbol(code) else { return false }
            switch symbol {
            case 16:
                guard let last = all.last, let count = bits(2) else { return false }
                all += [Int](repeating: last, count: count + 3)
            case 17, 18:
                guard let count = bits(symbol == 17 ? 3 : 7) else { return false }
                all += [Int](repeating: 0, count: count + (symbol == 17 ? 3 : 11))
            default: all.append(symbol)
            }
        }
        return readBlock(
            literals: Code(Array(all[..<(literals + 257)])),
            distances: Code(Array(all[(literals + 257)..<(literals + 258 + distances)])))
    }

    private mutating func readBlock(literals: Code, distances: Code) -> Bool {
        var lengthBases: [Int] = []
        var base = 3
        for bits in DeflateBlock.lengthBits {
            lengthBases.append(base)
            base += 1 << bits
        }
        lengthBases[28] = 258
        var distanceBases: [Int] = []
        base = 1
        for bits in DeflateBlock.distanceBits {
            distanceBases.append(base)
            base += 1 << bits
        }
        while true {
            guard let symbol = symbol(literals) else { return false }
            if symbol == 256 { return true }
            if symbol < 256 {
                guard output.count < limit else { return false }
                output.append(UInt8(symbol))
                continue
            }
            guard symbol < 286, let more = bits(DeflateBlock.lengthBits[symbol - 257]),
                let far = self.symbol(distances), far < 30, let rest = bits(DeflateBlock.distanceBits[far])
            else { return false }
            let length = lengthBases[symbol - 257] + more
            let distance = distanceBases[far] + rest
            guard distance <= output.count, output.count + length <= limit else { return false }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}
