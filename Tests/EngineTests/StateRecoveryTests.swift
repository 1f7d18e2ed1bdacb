import Testing

@testable import Engine
@testable import Objects

/// States of MT19937 that are solved for from what was drawn.
@Suite struct StateRecoveryTests {
    /// A stream of which so many words have been taken: its state begins in the middle of a turn.
    private static func stream(after words: Int, seed: UInt32 = 7) -> RandomState {
        var generator = MT19937(seed: seed)
        for _ in 0..<words { _ = generator.next() }
        return RandomState(generator)
    }

    private static func stored(_ element: ElementType, _ bytes: [UInt8]) throws -> StoredArray {
        let layout = try #require(ArrayLayout(element, shape: [bytes.count / element.byteCount]))
        return StoredArray(source: bytes, offset: 0, layout: layout)
    }

    private static func bytes(_ values: [some BitwiseCopyable]) -> [UInt8] {
        values.withUnsafeBytes(Array.init)
    }

    /// What np_legacy makes of a state.
    private static func drawn(_ params: JSONObject) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Call.Open("np_legacy", params).call(.features, .raw, nil).evaluate { piece in
            piece.withUnsafeBytes { bytes += $0 }
        }
        return bytes
    }

    @Test func temperingIsUndone() {
        for word in [0, 1, 0x8000_0000, 0xffff_ffff, 0xdead_beef, 0x0123_4567] as [UInt32] {
            #expect(MT19937.untemper(MT19937.temper(word)) == word)
            #expect(MT19937.temper(MT19937.untemper(word)) == word)
        }
    }

    /// Numbers that are drawn until some fit would be drawn for ever. The low 31 bits of the first word do not count.
    @Test(arguments: [0, 1, 0x7fff_ffff] as [UInt32])
    func aStateOfZerosIsRefused(first: UInt32) throws {
        let words = [first] + [UInt32](repeating: 0, count: MT19937.size - 1)
        let params: JSONObject = [
            "state": .string(JSONString(RandomStateCalls.text(words))), "calls": [["call": "randn", "size": [100]]],
        ]
        let error = try #require(throws: ParameterError.self) { try Call.Open("np_legacy", params) }
        #expect("\(error)".contains("must not be all zeros"), "\(error)")
    }

    /// The polynomial has 135 terms (M. Matsumoto, T. Nishimura, 1998, table II).
    @Test func everyBitObeysThePolynomial() {
        #expect(TwisterPolynomial.exponents.count == 135)
        #expect(TwisterPolynomial.exponents.last == TwisterPolynomial.degree)
        var generator = MT19937(seed: 3)
        var words = (0..<40_000).map { _ in generator.next() }
        func admits(_ stride: Int, _ bit: UInt32) -> Bool {
            TwisterPolynomial.admits(count: words.count / stride) { words[$0 * stride] >> bit & 1 == 1 }
        }
        #expect(admits(1, 0) && admits(1, 13) && admits(1, 31) && admits(2, 31))
        words[1189 + 20] ^= 1
        #expect(!admits(1, 0))
        #expect(admits(1, 1))
    }

    /// Whatever the bounds, the equations hold for every number between them, and no further one could be added.
    @Test func boundsTellWhatTheirNumbersShare() {
        for low in 0..<64 as Range<UInt64> {
            for high in low..<64 {
                let sight = BitSight(low...high, width: 6)
                var solutions: [UInt64] = []
                for number in 0..<64 as Range<UInt64> {
                    let turned = number >> UInt64(sight.turning) & 1 == 1
                    let isSolution =
                        number & sight.known == sight.bits
                        && number & sight.opposed == (turned ? 0 : sight.opposed)
                    if isSolution { solutions.append(number) }
                    if low...high ~= number { #expect(isSolution) }
                }
                #expect(solutions.count == 1 << (6 - sight.count))
                // The affine hull: sums of three of the numbers, again and again.
                var hull = Set(low...high)
                while true {
                    let more = Set(hull.flatMap { a in hull.map { a ^ $0 ^ low } })
                    if more == hull { break }
                    hull = more
                }
                #expect(hull.count == solutions.count)
            }
        }
    }

    @Test(arguments: [0, 1, 623, 624, 100_001])
    func doublesGiveTheStateWhereverTheyBegin(words: Int) throws {
        var random = Self.stream(after: words)
        let file = Self.bytes(random.uniforms(700))
        let found = try #require(try StateRecovery.find(in: Self.stored(.float64, file)))
        #expect(found.call == .rand)
        #expect(try Self.drawn(found.params) == file)
        // What would have come next comes next.
        var again = RandomState(MT19937(state: found.state))
        again.skip(700)
        #expect(again.uniforms(700) == random.uniforms(700))
    }

    /// Words 77 to 396 have their first part in what comes 623 words later.
    @Test func tooFewValuesGiveNothing() {
        var random = Self.stream(after: 5)
        let values = random.uniforms(650)
        for count in [0, 1, 311, 312, 313, 400, 509] {
            #expect(StateRecovery.state(ofUniforms: Array(values[..<count])) == nil)
        }
        #expect(StateRecovery.state(ofUniforms: values) != nil)
    }

    /// Widths of one word and of two.
    @Test(arguments: [(32, 640), (31, 1300), (24, 1300), (53, 600), (33, 800)])
    func maskedIntegersGiveTheState(width: Int, count: Int) throws {
        var random = Self.stream(after: 77)
        let bound = 1 << UInt64(width) - 1 as UInt64
        let values = (0..<count).map { _ in Int64(random.integer(through: bound)) }
        let found = StateRecovery.state(ofMasked: values, width: width)
        let state = try #require(found)
        var again = RandomState(MT19937(state: state))
        let isSame = (0..<count).allSatisfy { Int64(again.integer(through: bound)) == values[$0] }
        #expect(isSame)
    }

    /// As numpy's `uniform(low, high)`, `rand().astype("float32")` and `randint(low, high)` cast to any type give them.
    @Test(
        arguments: [
            (["call": "uniform", "low": -3, "high": 7, "size": 900], .uniform(low: -3, high: 7)),
            (["call": "uniform", "low": 0.1, "high": 0.9, "size": 900], .uniform(low: 0.1, high: 0.9)),
            (["call": "uniform", "low": 2000, "high": 5000, "size": [30, 30]], .uniform(low: 2000, high: 5000)),
            (["call": "uniform", "low": 8, "high": 9, "size": 1500], .uniform(low: 8, high: 9)),
            (["call": "rand", "size": 2000, "astype": "float32"], .rand),
            (
                ["call": "randint", "low": -8192, "high": 8192, "size": 2500, "astype": "int16"],
                .randint(MaskedReading(low: -8192, width: 14))
            ),
            (
                ["call": "randint", "low": 1, "high": 1_048_577, "size": 2000, "astype": "float64"],
                .randint(MaskedReading(low: 1, width: 20))
            ),
            (
                ["call": "randint", "low": -2_147_483_648, "high": 2_147_483_648, "size": 1100, "astype": "int32"],
                .randint(MaskedReading(low: -2_147_483_648, width: 32))
            ),
            (
                ["call": "randint", "low": -70, "high": 954, "size": 4000],
                .randint(MaskedReading(low: -70, width: 10))
            ),
        ] as [(JSONObject, StateReading)])
    func callsAreFoundWithTheirArguments(call: JSONObject, reading: StateReading) throws {
        let file = try Self.drawn(["seed": [5, 6], "calls": [.object(call)]])
        let type: JSONValue? = call["astype"]
        let element: ElementType =
            if case .string(let name)? = type { try #require(ElementType(rawValue: name.text)) } else {
                call["call"] == "randint" ? .int64 : .float64
            }
        let found = try #require(try StateRecovery.find(in: Self.stored(element, file)))
        #expect(found.call == reading)
        let isSame = try Self.drawn(found.params) == file
        #expect(isSame)
    }

    @Test func rangesMayBeGiven() throws {
        let file = try Self.drawn([
            "seed": 12, "calls": [["call": "uniform", "low": 0.12345678, "high": 1.7320508, "size": 900]],
        ])
        let stored = try Self.stored(.float64, file)
        #expect(try StateRecovery.find(in: stored) == nil)
        let found = try #require(try StateRecovery.find(in: stored, ranges: [(-1, 1), (0.12345678, 1.7320508)]))
        #expect(found.call == .uniform(low: 0.12345678, high: 1.7320508))
    }

    /// Raw, npy and npz; of two axes where the file says so.
    @Test(arguments: [Encoding.raw, .npy, .npz])
    func filesOfAnyEncodingGiveARecipe(encoding: Encoding) throws {
        var file: [UInt8] = []
        let params: JSONObject = ["seed": [1, 2, 3], "calls": [["call": "rand", "size": [70, 10]]]]
        try Call.Open("np_legacy", params).call(.features, encoding, nil).evaluate { piece in
            piece.withUnsafeBytes { file += $0 }
        }
        let engine = ReplayEngine()
        let recipe = try #require(try engine.recoverState(of: file))
        #expect(recipe.generator == "np_legacy" && recipe.encoding == encoding.rawValue)
        #expect(recipe.params["state"] != nil)
        #expect(recipe.output.length == UInt64(file.count))
        #expect(try engine.recoverState(of: Array(file.dropLast())) == nil)
    }

    /// The last value is looked at as well as the first ones. (Of the very first word, most bits have no part in the rest: a
    /// file in which one of these differs has a state as well.)
    @Test func oneOtherBitAnywhereIsNotOverlooked() throws {
        var random = Self.stream(after: 9)
        let file = Self.bytes(random.uniforms(30_000))
        #expect(try StateRecovery.find(in: Self.stored(.float64, file)) != nil)
        for place in [8 + 3, 8 * 400 + 2, 8 * 20_000, file.count - 8] {
            var other = file
            other[place] ^= 0x40
            #expect(try StateRecovery.find(in: Self.stored(.float64, other)) == nil)
        }
    }

    /// Files of any type that hold something else: random bytes, other streams, zeros, and what is no number.
    @Test func otherFilesHaveNoState() throws {
        var other = DefaultRandom(seed: Natural(3))
        var doubles = [Double](repeating: 0, count: 800)
        try other.reals(.random, 800) { for index in $0.indices { doubles[index] = $0[index] } }
        #expect(try StateRecovery.find(in: Self.stored(.float64, Self.bytes(doubles))) == nil)
        doubles[700] = .nan
        #expect(try StateRecovery.find(in: Self.stored(.float64, Self.bytes(doubles))) == nil)
        doubles[700] = -.infinity
        #expect(try StateRecovery.find(in: Self.stored(.float64, Self.bytes(doubles))) == nil)
        #expect(StateRecovery.state(ofUniforms: [Double](repeating: 0.5, count: 2000)) == nil)
        #expect(StateRecovery.state(ofMasked: [Int64](repeating: .min, count: 2000), width: 53) == nil)
        #expect(StateRecovery.state(ofMasked: [1, 2], width: 54) == nil)
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<800).flatMap { _ in Self.bytes([generator.next() as UInt64]) }
        for element in ElementType.allCases {
            for file in [noise, [UInt8](repeating: 0, count: 8192), [UInt8](repeating: 0xff, count: 8192)] {
                #expect(try StateRecovery.find(in: Self.stored(element, file)) == nil)
            }
        }
    }
}
