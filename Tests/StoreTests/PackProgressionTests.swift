import Testing

@testable import Store

@Suite struct PackProgressionTests {
    @Test func aProgressionStays() {
        #expect(PackProgression.count([], threshold: 2) == 0)
        #expect(PackProgression.count([100], threshold: 2) == 0)
        #expect(PackProgression.count([1, 2, 4, 8, 16, 32, 64, 128], threshold: 2) == 0)
    }

    @Test func theSmallestAreJoined() {
        #expect(PackProgression.count([5, 5], threshold: 2) == 2)
        // Together they would be too close to the third.
        #expect(PackProgression.count([5, 5, 15, 1000], threshold: 2) == 3)
        #expect(PackProgression.count([5, 5, 20, 1000], threshold: 2) == 2)
        #expect(PackProgression.count([5, 5, 20, 1000], threshold: 3) == 0)
    }

    @Test func largePacksAreLeftAlone() {
        let large = PackProgression.maximumMember + 1
        #expect(PackProgression.count([large, large, large], threshold: 2) == 0)
        #expect(PackProgression.count([5, 5, large, large], threshold: 2) == 2)
        // Not more at once than the limit.
        let member = PackProgression.maximumMember
        let all = [UInt64](repeating: member, count: 20)
        #expect(PackProgression.count(all, threshold: 2) == Int(PackProgression.maximumLength / member))
    }

    @Test func fewRemainHoweverManyThereWere() {
        var packs: [UInt64] = []
        var most = 0
        var written: UInt64 = 0
        for number in 0..<10_000 {
            packs.append(number.isMultiple(of: 2) ? 600 : 900)
            packs.sort()
            let count = PackProgression.count(packs, threshold: 8)
            if count > 0 {
                let joined = packs.prefix(count).reduce(0, +)
                written += joined
                packs = (packs.dropFirst(count) + [joined]).sorted()
            }
            most = max(most, packs.count)
        }
        #expect(most <= 20, "\(most) packs")
        // Each byte is written again a few times: by the logarithm of their number.
        #expect(written < 12 * packs.reduce(0, +))
    }
}
