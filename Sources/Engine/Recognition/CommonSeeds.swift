/// The seeds that people write: small numbers, years, digits in a row, dates.
enum CommonSeeds {
    static let all: [Int] = {
        var seeds = Array(0...100)
        seeds += [
            111, 123, 128, 200, 222, 256, 300, 314, 321, 333, 365, 404, 420, 444, 500, 512, 555, 567, 600, 666, 700,
            777, 789, 800, 888, 900, 911, 999, 1000,
            1001, 1024, 1111, 1212, 1234, 1337, 1492, 1729, 1984, 2048, 2222, 2718, 3141, 3333, 3407, 4096, 4242, 4321,
            4444, 5000, 5555, 6174, 6666, 7777,
            8080, 8888, 9001, 9876, 9999, 10000, 12321, 12345, 23456, 27182, 31337, 31415, 42424, 54321, 65535, 65536,
            99999, 100_000, 123_123, 123_456, 271_828,
            314_159, 424_242, 654_321, 987_654, 999_999, 1_234_567, 3_141_592, 8_675_309, 12_345_678, 31_415_926,
            123_456_789, 987_654_321, 2_147_483_647,
            4_294_967_295,
        ]
        seeds += Array(1990...2030)
        seeds += (2019...2026).flatMap { year in
            [0101, 0115, 0601, 0615, 1001, 1225, 1231, 0401, 0701].map { year * 10000 + $0 }
        }
        return seeds
    }()

    /// The other numbers of three digits.
    static let others: [Int] = {
        let known = Set(all)
        return (101...999).filter { !known.contains($0) }
    }()

    /// Those of a pool, the likely ones first; all of them if the pool is the default.
    static func of(_ pool: SeedPool) -> (likely: [Int], others: [Int]) {
        switch pool.seeds {
        case .run(let range) where range == SeedPool.usual: (all, others)
        case .run(let range):
            (all.filter { range.contains(UInt64($0)) }, others.filter { range.contains(UInt64($0)) })
        case .list(let list): (list.prefix(1000).compactMap { Int("\($0)") }, [])
        }
    }
}

extension SeedPool {
    /// The default pool of seeds.
    public static let usual: Range<UInt64> = 0..<1 << 16
}
