import Foundation
import Objects
import TestSupport

@testable import Store

/// A repository that random bytes decide on, within what every door lets in: files, links, chunks, recipes and folders that
/// share what is in them, histories that part and join, tags of tags.
struct RandomRepository {
    private(set) var store = ForeignStore()
    private var dice: ArraySlice<UInt8>

    /// The first bytes decide; where there are no more, everything is the first choice.
    init(_ bytes: [UInt8]) throws {
        dice = bytes.prefix(512)
        var content: [ForeignStore.Entry] = [.init("", store.blob(""))]
        for _ in 0...roll(6) { content.append(makeContent()) }
        var trees: [ForeignStore.ID] = []
        for _ in 0...roll(12) { trees.append(makeTree(content, trees)) }
        var commits: [ForeignStore.ID] = []
        for number in 0...roll(12) {
            let parents = (0..<roll(3)).compactMap { _ in pick(commits) }
            commits.append(
                store.commit(
                    pick(trees) ?? trees[0], parents: Set(parents).sorted(), at: 1_800_000_000 + number - 4 * roll(3)))
        }
        store.refs = [("refs/heads/main", commits[commits.count - 1])]
        for number in 0..<roll(4) {
            if let commit = pick(commits) { store.refs.append(("refs/heads/b\(number)", commit)) }
        }
        for number in 0..<roll(4) {
            let (object, kind) = roll(2) == 0 ? (pick(commits), "commit") : (pick(trees), "tree")
            guard let object else { continue }
            store.refs.append(("refs/tags/t\(number)", store.chain(roll(64), of: object, kind)))
        }
    }

    private mutating func roll(_ sides: Int) -> Int { Int(dice.popFirst() ?? 0) % max(sides, 1) }
    private mutating func pick<Value>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values[roll(values.count)]
    }

    /// An entry without its name.
    private mutating func makeContent() -> ForeignStore.Entry {
        let mode = roll(3) == 0 ? "100755" : "100644"
        switch roll(5) {
        case 0: return .init("", store.blob(String(repeating: "words \(roll(9))\n", count: roll(40))), mode: mode)
        case 1: return .init("", store.blob("../f\(roll(4))"), mode: "120000")
        case 2:
            let bytes = [UInt8](repeating: UInt8(roll(9)), count: 1 + roll(200))
            let count = 2 + roll(30)
            let whole = Digest(of: Array([[UInt8]](repeating: bytes, count: count).joined()))
            let blob = store.put(.blob, bytes)
            return .init(
                "", store.chunks(blob, length: UInt32(bytes.count), count: count, sha256: whole.bytes), kind: "chunks",
                mode: mode)
        case 3:
            let length = [UInt64(0), 8, 1 << 40, 1 << 58][roll(4)]
            let recipe = Recipe(
                generator: roll(2) == 0 ? "np_montecarlo" : "nobody_knows",
                params: ["seed": 1, "n_paths": .integer([1, 1_000, 1 << 53][roll(3)]), "n_steps": 1], array: "X",
                encoding: "raw", engine: .init(name: "at1", code: Digest(of: [UInt8(roll(2))]), arithmetic: nil),
                output: .init(length: length, sha256: Digest(of: [UInt8]())))
            return .init("", store.put(.recipe, recipe.bytes), kind: "recipe", mode: mode)
        default: return .init("", store.put(.blob, noise(roll(250), seed: UInt64(1 + roll(9)))), mode: mode)
        }
    }

    private mutating func makeTree(_ content: [ForeignStore.Entry], _ trees: [ForeignStore.ID]) -> ForeignStore.ID {
        let names = ["a", "b.txt", "c-d", "e\u{301}", "f0", "g h", "z"]
        var entries: [ForeignStore.Entry] = []
        for name in names where roll(3) != 0 {
            if roll(2) == 0, let below = pick(trees) {
                entries.append(.folder(name, below))
            } else if let entry = pick(content) {
                entries.append(entry.named(name))
            }
        }
        return store.tree(entries)
    }
}
