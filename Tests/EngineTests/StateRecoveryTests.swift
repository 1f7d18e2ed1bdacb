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
        let file = Self.bytes(random.uniforms(800))
        let found = try #require(try StateRecovery.find(in: Self.stored(.float64, file)))
        #expect(found.call == .rand)
        #expect(try Self.drawn(found.params) == file)
        // What would have come next comes next.
        var again = RandomState(MT19937(state: found.state))
        again.skip(800)
        #expect(again.uniforms(700) == random.uniforms(700))
    }

    @Test func fewDoublesAreEnoughAndTooFewAreNot() throws {
        var random = Self.stream(after: 5)
        let values = random.uniforms(2000)
        let needed = try #require(stride(from: 370, to: 600, by: 5).first { StateRecovery.state(ofUniforms: Array(values[..<$0])) != nil })
        print("doubles needed", needed)
    }

    @Test(arguments: [(32, 624), (31, 700), (24, 1000), (53, 500), (33, 700)])
    func maskedIntegersGiveTheState(width: Int, count: Int) throws {
        var random = Self.stream(after: 77)
        let values = (0..<count).map { _ in Int64(random.integer(through: 1 << UInt64(width) - 1)) }
        let state = try #require(StateRecovery.state(ofMasked: values, width: width))
        var again = RandomState(MT19937(state: state))
        #expect((0..<count).map { _ in Int64(again.integer(through: 1 << UInt64(width) - 1)) } == values)
    }
}
