import Testing

@testable import Engine

/// Vectors: numpy 2.4.6 and scikit-learn 1.9.1.
@Suite struct RandomStateTests {
    @Test func mt19937GivesItsStream() {
        var generator = MT19937(seed: 42)
        let draws = (0..<2000).map { _ in generator.next() }
        let indices = [0, 1, 623, 624, 1247, 1999]
        #expect(
            indices.map { draws[$0] } == [0x5fe1_dc66, 0xcbea_3db3, 0x4038_6559, 0x067d_62e4, 0x3c72_220d, 0x8573_f5f0])
    }

    /// `r = RandomState(42)`: `standard_normal(3)`, `uniform()`, `standard_normal()`, `randint(10, size=5)`,
    /// `randint(2**32)`, `randint(2**40, size=2)`, `permutation(8)`: the second normal of a pair waits.
    @Test func callsOfEveryKindShareOneStream() {
        var random = RandomState(seed: 42)
        #expect(random.normals(3) == [0x1.fca2a28a9307cp-2, -0x1.1b2a505de052ap-3, 0x1.4b9dd50245e68p-1])
        #expect(random.uniform() == 0x1.3f86b37222184p-3)
        #expect(random.normals(1) == [0x1.85e548e01aa2bp+0])
        #expect((0..<5).map { _ in random.integer(through: 9) } == [2, 6, 7, 4, 3])
        #expect(random.integer(through: 0) == 0)
        #expect(random.integer(through: 0xffff_ffff) == 613_608_295)
        #expect((0..<2).map { _ in random.integer(through: 1 << 40 - 1) } == [651_335_606_402, 640_192_412_980])
        #expect(random.permutation(8) == [4, 2, 0, 6, 7, 5, 3, 1])
    }

    @Test func normalsAreTheSameInAnyPieces() {
        var whole = RandomState(seed: 5)
        let normals = whole.normals(3001)
        var random = RandomState(seed: 5)
        #expect([0, 1, 2, 511, 512, 513, 1, 1461].flatMap { random.normals($0) } == normals)
        #expect(random.uniform() == whole.uniform())
    }

    /// `sample_without_replacement(population, n, random_state=RandomState(9))`: a permutation, tracking, a reservoir.
    @Test(
        arguments: [
            (16, [7, 11, 13, 9]), (1 << 20, [516_478, 872_796, 711_294, 459_253, 720_822]),
            (8, [0, 1, 2, 3, 4, 5, 6, 7]),
        ] as [(Int, [UInt32])])
    func samplesAreScikitLearns(population: Int, sample: [UInt32]) {
        var random = RandomState(seed: 9)
        #expect(random.sampleWithoutReplacement(sample.count, of: population) == sample)
    }

    /// Many normals at once are made on several threads, few on one: they are the same, and so is what follows.
    @Test(arguments: [PolarRuns.least, PolarRuns.least + 1, 300_001, 450_000]) func threadsDrawTheSame(_ count: Int) {
        for (words, normals) in [(0, 0), (1, 0), (2, 1), (3, 1), (623, 3)] {
            var (one, many) = (RandomState(seed: 9), RandomState(seed: 9))
            for _ in 0..<words {
                _ = one.integer(through: 1)
                _ = many.integer(through: 1)
            }
            _ = (one.normals(normals), many.normals(normals))
            var drawn: [Double] = []
            while drawn.count < count { drawn += one.normals(min(1000, count - drawn.count)) }
            #expect(many.normals(count) == drawn)
            #expect(many.normals(3) == one.normals(3))
            #expect(many.uniform() == one.uniform())
        }
    }
}
