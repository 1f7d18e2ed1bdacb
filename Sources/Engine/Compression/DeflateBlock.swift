/// The symbols of one block of DEFLATE, coded as in zlib.
struct DeflateBlock {
    /// Literals as themselves, matches as length and distance.
    private var symbols: [(distance: UInt16, length: UInt8)] = []
    private var literals = HuffmanTree(elements: 286, .literals)
    private var distances = HuffmanTree(elements: 30, .distances)

    /// zlib ends a block after this many symbols.
    private static let capacity = (1 << 14) - 1

    init() {
        literals.frequencies[256] = 1
        symbols.reserveCapacity(Self.capacity)
    }

    /// Adds a symbol; true when the block is full.
    mutating func add(literal: UInt8) -> Bool {
        symbols.append((0, literal))
        literals.frequencies[Int(literal)] += 1
        return symbols.count == Self.capacity
    }

    mutating func add(distance: Int, length: Int) -> Bool {
        symbols.append((UInt16(distance), UInt8(length - 3)))
        literals.frequencies[Self.lengthCode(length - 3) + 257] += 1
        distances.frequencies[Self.distanceCode(distance - 1)] += 1
        return symbols.count == Self.capacity
    }

    // MARK: Codes

    static let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]

    private static let lengthBases: [Int] = {
        var bases: [Int] = []
        var base = 0
        for bits in lengthBits {
            bases.append(base)
            base += 1 << bits
        }
        bases[28] = 255
        return bases
    }()

    private static let distanceBases: [Int] = {
        var bases: [Int] = []
        var base = 0
        for bits in distanceBits {
            bases.append(base)
            base += 1 << bits
        }
        return bases
    }()

    private static func lengthCode(_ length: Int) -> Int {
        if length == 255 { return 28 }
        return (lengthBases.dropLast().lastIndex { $0 <= length }) ?? 0
    }

    private static func distanceCode(_ distance: Int) -> Int {
        distanceBases.lastIndex { $0 <= distance } ?? 0
    }

    // MARK: Writing

    /// Writes the block in the shortest of three encodings, and begins another.
    mutating func write(_ bytes: ArraySlice<UInt8>, isLast: Bool, to output: inout BitWriter) {
        literals.build()
        distances.build()
        var lengths = HuffmanTree(elements: 19, .lengths)
        let runs = Self.runs(literals) + Self.runs(distances)
        for run in runs { lengths.frequencies[run.code] += 1 }
        lengths.build()
        var last = 18
        while last >= 3, lengths.lengths[Self.lengthOrder[last]] == 0 { last -= 1 }
        let dynamic = literals.cost + distances.cost + lengths.cost + 3 * (last + 1) + 14
        let fixed = literals.fixedCost + distances.fixedCost
        var best = (dynamic + 3 + 7) >> 3
        let fixedBytes = (fixed + 3 + 7) >> 3
        if fixedBytes <= best { best = fixedBytes }
        if bytes.count + 4 <= best {
            writeStored(bytes, isLast: isLast, to: &output)
        } else if fixedBytes == best {
            output.write(2 + (isLast ? 1 : 0), width: 3)
            writeSymbols(literals: HuffmanTree.fixedLiterals, distances: HuffmanTree.fixedDistances, to: &output)
        } else {
            output.write(4 + (isLast ? 1 : 0), width: 3)
            output.write(literals.maximum - 256, width: 5)
            output.write(distances.maximum, width: 5)
            output.write(last - 3, width: 4)
            for rank in 0...last { output.write(lengths.lengths[Self.lengthOrder[rank]], width: 3) }
            for run in runs {
                output.write(lengths.codes[run.code], width: lengths.lengths[run.code])
                output.write(run.value, width: run.bits)
            }
            writeSymbols(
                literals: (literals.codes, literals.lengths), distances: (distances.codes, distances.lengths),
                to: &output)
        }
        self = DeflateBlock()
    }

    private func writeStored(_ bytes: ArraySlice<UInt8>, isLast: Bool, to output: inout BitWriter) {
        output.write(isLast ? 1 : 0, width: 3)
        output.align()
        output.write(bytes.count, width: 16)
        output.write(~bytes.count & 0xffff, width: 16)
        output.append(bytes)
    }

    private func writeSymbols(
        literals: (codes: [Int], lengths: [Int]), distances: (codes: [Int], lengths: [Int]),
        to output: inout BitWriter
    ) {
        for symbol in symbols {
            if symbol.distance == 0 {
                output.write(literals.codes[Int(symbol.length)], width: literals.lengths[Int(symbol.length)])
                continue
            }
            let code = Self.lengthCode(Int(symbol.length))
            output.write(literals.codes[code + 257], width: literals.lengths[code + 257])
            output.write(Int(symbol.length) - Self.lengthBases[code], width: Self.lengthBits[code])
            let distance = Int(symbol.distance) - 1
            let far = Self.distanceCode(distance)
            output.write(distances.codes[far], width: distances.lengths[far])
            output.write(distance - Self.distanceBases[far], width: Self.distanceBits[far])
        }
        output.write(literals.codes[256], width: literals.lengths[256])
    }

    static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// The lengths of a tree's codes, with runs combined.
    private static func runs(_ tree: HuffmanTree) -> [(code: Int, value: Int, bits: Int)] {
        var runs: [(code: Int, value: Int, bits: Int)] = []
        var before = -1
        var count = 0
        var most = tree.lengths[0] == 0 ? 138 : 7
        var least = tree.lengths[0] == 0 ? 3 : 4
        for index in 0...tree.maximum {
            let length = tree.lengths[index]
            let next = index < tree.maximum ? tree.lengths[index + 1] : 0xffff
            count += 1
            if count < most, length == next { continue }
            if count < least {
                for _ in 0..<count { runs.append((length, 0, 0)) }
            } else if length != 0 {
                if length != before {
                    runs.append((length, 0, 0))
                    count -= 1
                }
                runs.append((16, count - 3, 2))
            } else if count <= 10 {
                runs.append((17, count - 3, 3))
            } else {
                runs.append((18, count - 11, 7))
            }
            count = 0
            before = length
            (most, least) = next == 0 ? (138, 3) : length == next ? (6, 3) : (7, 4)
        }
        return runs
    }
}
