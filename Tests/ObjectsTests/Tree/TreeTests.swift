import Objects
import Testing

@Suite struct TreeTests {
    private static func entry(_ mode: String, _ kind: String, _ name: String, _ id: String = Samples.a) -> [UInt8] {
        entry(mode, kind, Array(name.utf8), id)
    }

    private static func entry(_ mode: String, _ kind: String, _ name: [UInt8], _ id: String = Samples.a) -> [UInt8] {
        Array("\(mode) \(kind) ".utf8) + name + [0] + Hex.decode(id)!
    }

    /// Every mode and every kind of content, a name that is not UTF-8, and git's order: `a.b`, `a/`, `a0`.
    static let payload: [UInt8] =
        entry("100644", "blob", "a.b") + entry("40000", "tree", "a", Samples.b)
        + entry("100755", "blob", "a0", Samples.c)
        + entry("120000", "blob", "link") + entry("100644", "chunks", [0x6e, 0xff, 0x0a], Samples.b)
        + entry("100644", "recipe", "run.f64", Samples.c) + entry("100644", "session", "s.tok")
        + entry("100644", "bundle", "z.rr", Samples.b)

    @Test func vector() throws {
        let tree = try Tree(payload: Self.payload)
        #expect(
            tree.entries.map(\.name.description) == [
                "a.b", "a", "a0", "link", "n\u{fffd}\n", "run.f64", "s.tok", "z.rr",
            ])
        #expect(tree.entries[4].name.bytes == [0x6e, 0xff, 0x0a])
        #expect(tree.entries.map(\.kind) == [.blob, .tree, .blob, .blob, .chunks, .recipe, .session, .bundle])
        #expect(
            tree.entries.map(\.mode.rawValue) == [
                "100644", "40000", "100755", "120000", "100644", "100644", "100644", "100644",
            ])
        #expect(try tree.entries[1].id == Samples.id(Samples.b))
        #expect(tree.payload == Self.payload)
        #expect(
            ObjectID(of: .tree, tree.payload).hex == "90aeff82a3ea51ea48c3e602c50ee4ca9863dedeb2933dcb4da8bd2420690206")
        #expect(Tree(tree.entries.reversed()) == tree)
    }

    @Test func anEmptyTreeIsATree() throws {
        #expect(try Tree(payload: []).entries.isEmpty)
        #expect(Tree([]).payload.isEmpty)
    }

    private static let first: [UInt8] = entry("100644", "blob", "b")

    @Test(arguments: [
        BadVector("a mode that does not end", "100644", .truncated, at: 0),
        BadVector("a kind that does not end", "100644 blob", .truncated, at: 7),
        BadVector("a name that does not end", "100644 blob b", .truncated, at: 12),
        BadVector("half an identity", Array(first.dropLast()), .truncated, at: 14),
        BadVector("a second entry cut short", first + [0x31], .truncated, at: 46),
        BadVector("git's other mode", entry("100664", "blob", "b"), .outOfRange, at: 0),
        BadVector("a folder's mode with a zero", entry("040000", "tree", "b"), .outOfRange, at: 0),
        BadVector("an unknown kind", entry("100644", "file", "b"), .outOfRange, at: 0),
        BadVector("a folder that is a blob", entry("40000", "blob", "b"), .outOfRange, at: 0),
        BadVector("a file that is a tree", entry("100644", "tree", "b"), .outOfRange, at: 0),
        BadVector("a file that is a commit", entry("100644", "commit", "b"), .outOfRange, at: 0),
        BadVector("a link that is a recipe", first + entry("120000", "recipe", "c"), .outOfRange, at: 46),
        BadVector("no name", entry("100644", "blob", ""), .badName, at: 0),
        BadVector("the folder itself", entry("40000", "tree", "."), .badName, at: 0),
        BadVector("the folder above", entry("40000", "tree", ".."), .badName, at: 0),
        BadVector("a slash", entry("100644", "blob", "a/b"), .badName, at: 0),
        BadVector("the store", entry("40000", "tree", ".at1store"), .badName, at: 0),
        BadVector("the store in capitals", first + entry("40000", "tree", ".AT1sTORE"), .badName, at: 46),
        BadVector("the store with a long s", entry("40000", "tree", ".at1ſtore"), .badName, at: 0),
        BadVector("git's folder", entry("40000", "tree", ".git"), .badName, at: 0),
        BadVector("git's folder to NTFS", first + entry("100644", "blob", "GIT~1"), .badName, at: 46),
        BadVector("a name too long", entry("100644", "blob", String(repeating: "x", count: 256)), .badName, at: 0),
        BadVector("the same name twice", first + first, .order, at: 46),
        BadVector("names in the other order", first + entry("100644", "blob", "a"), .order, at: 46),
        BadVector(
            "a folder before the file that sorts before it",
            entry("40000", "tree", "a") + entry("100644", "blob", "a.b"), .order, at: 45),
        BadVector(
            "a file and a folder of one name", entry("100644", "blob", "a") + entry("40000", "tree", "a"), .order),
        BadVector(
            "a file and a folder of one name, apart",
            entry("100644", "blob", "a") + entry("100644", "blob", "a.b") + entry("40000", "tree", "a"), .order),
    ])
    func refuses(_ vector: BadVector) {
        vector.expect(Tree.init(payload:))
    }

    @Test func namesThatOnlyLookLikeTheStore() throws {
        for name in [".at1stor", ".at1store2", "at1store", "...", ".at1ignore"] {
            #expect(try EntryName(name).description == name)
        }
    }
}
