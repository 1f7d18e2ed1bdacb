import Objects
import TestSupport
import Testing

@testable import Store

/// Best common ancestors of random histories, against the definition.
@Suite struct MergeBaseTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func theyAreThoseThatNoOtherOneLeadsTo(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (scratch, repository, who) = try newRepository()
        defer { withExtendedLifetime(scratch) {} }
        let transaction = try repository.transaction()
        let tree = try transaction.put(.tree, Tree([]).payload)
        var commits: [ObjectID] = []
        var ancestors: [Set<Int>] = []
        for number in 0..<40 {
            var parents: [Int] = []
            for _ in 0..<Int.random(in: 0...2, using: &random) where number > 0 {
                let parent = Int.random(in: max(0, number - 6)..<number, using: &random)
                if !parents.contains(parent) { parents.append(parent) }
            }
            // Dates that lie, too.
            let date = Timestamp(seconds: Int64.random(in: 1_000...2_000, using: &random), offset: 0)!
            let person = try Person(name: "A", email: "a@b", date: date)
            commits.append(
                try transaction.put(
                    Commit(
                        tree: tree, parents: parents.map { commits[$0] }, author: who, committer: person,
                        message: "\(number)\n")))
            ancestors.append(parents.reduce(into: [number]) { $0.formUnion(ancestors[$1]) })
        }
        try transaction.publish()
        for _ in 0..<200 {
            let (a, b) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
            let common = ancestors[a].intersection(ancestors[b])
            let best = common.filter { one in !common.contains { $0 != one && ancestors[$0].contains(one) } }
            let found = try repository.mergeBases(of: commits[a], and: commits[b])
            #expect(Set(found) == Set(best.map { commits[$0] }), "seed \(seed): \(a) and \(b)")
            #expect(found.count == best.count)
        }
    }
}
