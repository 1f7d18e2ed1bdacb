/// The numbers of a file, and how Python would have written them.
struct Observation {
    /// In C order, as in the file.
    var values: [Double]
    /// Nil if the file does not say.
    var shape: [Int]?
    var type: ArrayType
    /// By how much a number may differ from its written form, relatively and absolutely.
    var relative = 0.0
    var absolute = 0.0
    /// Lines that write `x`; for an archive of two arrays, `X` and `y`.
    var saves: [String]
    /// The second array of an archive.
    var targets: [Double]?
    var targetShape: [Int]?
    var targetType = ArrayType.float64

    var count: Int { values.count }
    /// Whether it is a JSON list, in which Python's own numbers are stored.
    var isList: Bool { saves.contains { $0.hasPrefix("json.") } }
    var areWhole: Bool { values.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p53 } }
    var isExact: Bool { relative == 0 && absolute == 0 }

    func tolerance(_ value: Double) -> Double { absolute + relative * value.magnitude }

    /// A shape as Python has it.
    var shapeText: String { seen(values, shape, type).size }

    /// The numbers that a draw may have given.
    var seen: SeenNumbers { seen(values, shape, type) }

    var seenTargets: SeenNumbers? { targets.map { seen($0, targetShape, targetType) } }

    private func seen(_ values: [Double], _ shape: [Int]?, _ type: ArrayType) -> SeenNumbers {
        if type == .float32 {
            // Usually drawn as doubles.
            let slacks = values.map { $0.isFinite ? $0.magnitude * 0x1p-24 + 0x1p-149 : .infinity }
            return SeenNumbers(values, slacks: slacks, shape: shape, type: type, suffix: ".astype(np.float32)")
        }
        guard type.isReal, !values.allSatisfy({ $0 == $0.rounded() }) else {
            return SeenNumbers(
                values, slacks: values.map { $0.isFinite ? 0 : .infinity }, shape: shape, type: type)
        }
        let places = Self.places(values)
        let rounding = places.map { 0.5 * Libm.pow(10, -Double($0)) } ?? 0
        // Numbers that were rounded before they were written contain less information than their digits.
        let isRounded = places != nil && rounding > absolute * 1.5 && relative == 0
        let slacks = values.map { value in
            value.isFinite ? isRounded ? rounding : tolerance(value) : Double.infinity
        }
        return SeenNumbers(
            values, slacks: slacks, shape: shape, type: type, suffix: isRounded ? ".round(\(places ?? 0))" : "")
    }

    /// The same numbers in rows: as they are, or as they may have been before they were flattened.
    var folded: [Observation] {
        guard shape?.count ?? 1 == 1, count >= 12 else { return [self] }
        return (2...6).filter { count % $0 == 0 }.map { width in
            var folded = self
            folded.shape = [count / width, width]
            folded.saves = saves.map { $0.replacing("('x.txt', x", with: "('x.txt', np.ravel(x)") }
            return folded
        }
    }

    /// The maximum number of decimals of all values; nil if some have many.
    var places: Int? { Self.places(values) }

    static func places(_ values: [Double]) -> Int? {
        guard values.count > 3 else { return nil }
        for places in 1...6 {
            let scale = Libm.pow(10, Double(places))
            if values.prefix(400).allSatisfy({ !$0.isFinite || ($0 * scale).rounded() / scale == $0 }) { return places }
        }
        return nil
    }

    /// The approximate information in the numbers, in bits: what an origin must explain.
    var bits: Double {
        let counts = Dictionary(values.map { ($0.bitPattern, 1) }, uniquingKeysWith: +)
        guard counts.count > 1 else { return 0 }
        let count = Double(min(values.count, 1 << 20))
        let known = values.filter(\.isFinite)
        let isSorted = zip(known, known.dropFirst()).allSatisfy { $0 <= $1 }
        // The order of sorted numbers contains no information.
        let order = isSorted ? logarithm(count) - 1.44 : 0
        if areWhole {
            // By how often each number occurs.
            let total = Double(values.count)
            let entropy = counts.values.reduce(0.0) { $0 - Double($1) / total * logarithm(Double($1) / total) }
            let isOrder = counts.count == values.count
            let spread = max(2, (values.max() ?? 0) - (values.min() ?? 0) + 1)
            func factorial(_ n: Double) -> Double { Sampler.logGamma(n + 1) / Libm.log(2) }
            if !isSorted, counts.count <= 32, values.count >= 2 * counts.count {
                // Of a few kinds, the ways in which they may stand; which kind is which in a list is not known.
                let ways = factorial(total) - counts.values.reduce(0.0) { $0 + factorial(Double($1)) }
                return ways - factorial(Double(counts.count))
            }
            if isSorted, isOrder {
                // One of the ways to choose this many of the range.
                return factorial(spread) - factorial(total) - factorial(spread - total)
            }
            return count * max(0, isSorted ? entropy - order : entropy - (isOrder ? 1.44 : 0))
        }
        if counts.count <= 32, values.count >= 2 * counts.count, known.count == values.count {
            let places = Dictionary(
                uniqueKeysWithValues: counts.keys.sorted().enumerated().map { ($0.element, Double($0.offset)) })
            return Self.with(values.map { places[$0.bitPattern] ?? 0 }, nil, .int64, []).bits
        }
        let spread = (known.max() ?? 0) - (known.min() ?? 0)
        let slack = absolute + relative * spread
        let rounding = Self.places(values).map { Libm.pow(10, -Double($0)) } ?? 0
        let step = max(slack, rounding)
        let ordinary = step == 0 ? 40 : min(40, max(1, logarithm(spread / step)))
        return count * max(0.5, ordinary - order)
    }

    /// The same for words that are chosen from a few.
    static func bits(ofLabels words: [String]) -> Double {
        var known: [String: Int] = [:]
        return with(
            words.map { word in
                let place = known[word] ?? known.count
                known[word] = place
                return Double(place)
            }, nil, .int64, []
        ).bits
    }

    private func logarithm(_ x: Double) -> Double { Libm.log(x) / Libm.log(2) }
}

extension Observation {
    static func isArray(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) }

    /// The first numbers as a stream may have given them: themselves, and the steps from one to the next.
    var heads: [(values: [Double], slack: Double)] {
        let seen = seen
        let count = AffineSieve.count
        guard type.isReal, seen.count > count + 1, seen.values.prefix(count + 2).allSatisfy(\.isFinite) else {
            return []
        }
        let slack = seen.slacks.prefix(count + 2).max() ?? 0
        let values = Array(seen.values.prefix(count))
        // Of a matrix the steps go down.
        let width = shape.flatMap { $0.count == 2 ? $0[1] : nil } ?? 1
        var heads = [(values, slack)]
        if width == 1 {
            heads.append(((1...count).map { seen.values[$0] - seen.values[$0 - 1] }, 2 * slack))
            heads.append(([seen.values[0]] + (1..<count).map { seen.values[$0] - seen.values[$0 - 1] }, 2 * slack))
        }
        return heads
    }

    /// What the file may hold; empty for what is none of the forms that are known.
    static func read(_ bytes: [UInt8]) -> [Observation] {
        if isArray(bytes) {
            guard let array = array(bytes), array.words.isEmpty, !array.values.isEmpty else { return [] }
            return [with(array.values, array.shape, array.type, ["np.save('x.npy', \(array.saved("x")))"])]
        }
        if bytes.starts(with: [0x50, 0x4b, 3, 4]) { return archive(bytes).map { [$0] } ?? [] }
        guard bytes.count < 1 << 26 else { return [] }
        let isText = bytes.allSatisfy { 32...126 ~= $0 || $0 == 10 || $0 == 13 }
        return isText && !bytes.isEmpty ? text(String(decoding: bytes, as: UTF8.self)) : raw(bytes)
    }

    static func with(_ values: [Double], _ shape: [Int]?, _ type: ArrayType, _ saves: [String]) -> Observation {
        Observation(values: values, shape: shape, type: type, saves: saves)
    }
}
