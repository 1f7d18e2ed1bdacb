import Objects
import TestSupport
import Testing

@testable import Store

@Suite struct IndexTests {
    private func entry(_ path: String, _ text: String = "x", signed: Bool = false) throws -> Index.Entry {
        Index.Entry(
            path: try TreePath(path), mode: .regular, kind: .blob, id: ObjectID(of: .blob, Array(text.utf8)),
            signature: signed ? FileSignature(size: 1, modified: -5, changed: .max, inode: 1 << 40, device: 7) : nil)
    }

    private func index(_ paths: String...) throws -> Index {
        var index = Index()
        index.apply(Dictionary(uniqueKeysWithValues: try paths.map { (try TreePath($0), try entry($0)) }))
        return index
    }

    @Test func roundTrip() throws {
        var index = try index("a", "a.b", "d/e", "d/f/g", "\u{e9}")
        index.apply([try TreePath("z"): try entry("z", signed: true)])
        #expect(try Index(parsing: index.bytes).entries == index.entries)
        #expect(try Index(parsing: Index().bytes).entries.isEmpty)
    }

    @Test func everyFlippedByteIsNoticed() throws {
        let bytes = try index("a", "b/c").bytes
        for at in bytes.indices {
            var damaged = bytes
            damaged[at] ^= 1
            let error = #expect(throws: DecodeError.self) { try Index(parsing: damaged) }
            #expect(error?.reason == .notCanonical, "byte \(at)")
        }
    }

    @Test func aFileTakesThePlaceOfAFolderAndTheOtherWayRound() throws {
        var index = try index("a/b", "a/c", "a.x", "d")
        index.apply([try TreePath("a"): try entry("a"), try TreePath("d/e"): try entry("d/e")])
        #expect(index.entries.map(\.path.description) == ["a", "a.x", "d/e"])
    }

    /// Many changes at once, beside a table of paths that is changed one by one.
    @Test func changesAreAppliedAsOneByOne() throws {
        var random = SeededGenerator(printingSeedOf: "IndexTests")
        let names = ["a", "a!", "a0", "b", "bb"]
        for _ in 0..<200 {
            var index = Index()
            var table: [TreePath: Index.Entry] = [:]
            for _ in 0..<6 {
                var changes: [TreePath: Index.Entry?] = [:]
                for _ in 0..<Int.random(in: 0...12, using: &random) {
                    let depth = Int.random(in: 1...3, using: &random)
                    let path = (0..<depth).map { _ in names.randomElement(using: &random) ?? "a" }.joined(
                        separator: "/")
                    let isNear = { (other: TreePath) in
                        other.description.hasPrefix(path + "/") || path.hasPrefix(other.description + "/")
                    }
                    let isRemoval = Bool.random(using: &random)
                    // Of the paths of one change, none is a folder of another.
                    if !isRemoval, changes.contains(where: { $0.value != nil && isNear($0.key) }) { continue }
                    let text = "\(Int.random(in: 0...9, using: &random))"
                    changes[try TreePath(path)] = .some(isRemoval ? nil : try entry(path, text))
                }
                index.apply(changes)
                for (path, new) in changes {
                    guard let new else {
                        table[path] = nil
                        continue
                    }
                    let name = path.description
                    table = table.filter { other, _ in
                        !other.description.hasPrefix(name + "/") && !name.hasPrefix(other.description + "/")
                    }
                    table[path] = new
                }
                let expected = table.values.sorted { $0.path < $1.path }
                #expect(index.entries == expected, "AT1_TEST_SEED=\(random.seed)")
            }
        }
    }

    @Test func whatIsWithinAFolder() throws {
        let index = try index("a", "a-b", "a/b", "a0", "b/c/d", "b/c0")
        #expect(index.entries(within: try TreePath("b/c")).map(\.path.description) == ["b/c/d"])
        #expect(index.entries(within: try TreePath("a-b")).count == 1)
        #expect(index.entries(within: try TreePath("c")).isEmpty)
        #expect(index.entries(within: nil).count == 6)
    }

    @Test func treesAreInGitsOrder() throws {
        var trees: [Tree] = []
        let top = try index("a.b", "a/x", "a0").writeTrees { tree in
            trees.append(tree)
            return ObjectID(of: .tree, tree.payload)
        }
        #expect(trees.last?.entries.map(\.name.description) == ["a.b", "a", "a0"])
        #expect(try ObjectID(of: .tree, Tree(payload: trees.last!.payload).payload) == top)
    }
}
