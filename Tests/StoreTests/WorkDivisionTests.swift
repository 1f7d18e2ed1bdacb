import TestSupport
import Testing

@testable import Store

@Suite struct WorkDivisionTests {
    private func loads(_ costs: [UInt64], _ shards: [Int], among count: Int) -> [UInt64] {
        var loads = [UInt64](repeating: 0, count: count)
        for (cost, shard) in zip(costs, shards) { loads[shard - 1] += max(cost, 1) }
        return loads
    }

    /// Whoever gets the last unit had the least before: no more than the average.
    @Test func noShardHasMuchMoreThanItsPart() {
        var generator = SeededGenerator(printingSeedOf: "noShardHasMuchMoreThanItsPart")
        for _ in 0..<200 {
            let count = Int.random(in: 1...40, using: &generator)
            let costs = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
                UInt64.random(in: 0...1 << UInt64.random(in: 0...40, using: &generator), using: &generator)
            }
            var division = WorkDivision(among: count)
            let shards = division.divide(costs.enumerated().map { (name: $0.offset, cost: $0.element) })
            #expect(shards.allSatisfy { (1...count).contains($0) })
            let loads = loads(costs, shards, among: count)
            let average = loads.reduce(0, +) / UInt64(count)
            #expect(loads.max() ?? 0 <= average + (costs.max() ?? 0) + 1)
            // The least expensive units come last and fill what is uneven.
            if costs.count > 8 * count, costs.max() ?? 0 < average / 8 {
                #expect(loads.max() ?? 0 <= average + average / 8 + 1)
            }
        }
    }

    @Test func theOrderOfTheUnitsDoesNotMatter() {
        var generator = SeededGenerator(printingSeedOf: "theOrderOfTheUnitsDoesNotMatter")
        let units = (0..<500).map { (name: $0, cost: UInt64.random(in: 0...9, using: &generator)) }
        var division = WorkDivision(among: 7)
        let straight = zip(units.map(\.name), division.divide(units)).sorted { $0.0 < $1.0 }.map(\.1)
        let shuffled = units.shuffled(using: &generator)
        var again = WorkDivision(among: 7)
        #expect(zip(shuffled.map(\.name), again.divide(shuffled)).sorted { $0.0 < $1.0 }.map(\.1) == straight)
    }

    @Test func aShardIsReadStrictly() {
        #expect(Shard(parsing: "3/8")?.number == 3)
        for text in [
            "0/8", "9/8", "3/0", "3", "3/8/1", "+3/8", "03/8", "3/8 ", "", "/", "3/65537", "3/9223372036854775808",
        ] {
            #expect(Shard(parsing: text) == nil, "\(text)")
        }
    }
}
