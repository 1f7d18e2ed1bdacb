import Objects
import TestSupport
import Testing

@testable import Store

/// Names that a file system takes for one when it ignores case or Unicode form.
@Suite struct FoldedNamesTests {
    private func entries(_ paths: [String]) throws -> [Index.Entry] {
        try paths.map { try TreePath($0) }.sorted().map {
            Index.Entry(path: $0, mode: .regular, kind: .blob, id: ObjectID(of: .blob, []))
        }
    }

    private func pairs(_ paths: [String], around: [String]? = nil) throws -> Set<Set<String>> {
        let pairs = FoldedNames.pairs(try entries(paths), around: try (around ?? paths).map { try TreePath($0) })
        return Set(pairs.map { [$0.description, $1.description] })
    }

    @Test func pairsAreFound() throws {
        #expect(try pairs(["README", "readme", "b"]) == [["README", "readme"]])
        #expect(try pairs(["d/A", "d/a", "e/a", "a"]) == [["d/A", "d/a"]])
        // Folders that meet are one pair, whatever is in them.
        #expect(try pairs(["Dir/a", "dir/a", "dir/b", "dir-x/c"]) == [["Dir", "dir"]])
        #expect(try pairs(["\u{e9}", "e\u{301}"]).count == 1)
        #expect(try pairs(["stra\u{df}e", "STRASSE"]).count == 1)
        #expect(try pairs(["x/\u{c9}", "x/e\u{301}"]).count == 1)
        #expect(try pairs(["a", "b", "a.x", "a-/b", "a/".dropLast() + "0/c"].map { String($0) }).isEmpty)
        #expect(try pairs([]).isEmpty)
    }

    @Test func onlyFoldersAroundThePathsAreLookedAt() throws {
        let all = ["A/x", "A/X", "B/y", "B/Y"]
        #expect(try pairs(all, around: ["B/y"]) == [["B/y", "B/Y"]])
        #expect(try pairs(all, around: []).isEmpty)
    }

    /// Here the file system tells them apart, and the try leaves nothing behind.
    @Test func aFileSystemThatTellsThemApartHasBoth() throws {
        let (scratch, repository, who) = try newRepository()
        for name in ["README", "readme", "d/A", "d/a"] { try scratch.write(name, name) }
        try repository.commitAll("x", who)
        #expect(try repository.foldedNames(around: [TreePath("readme")]).count == 1)
        let tree = try repository.headTree()
        for name in ["README", "readme", "d"] { try scratch.remove(name) }
        try repository.restore([nil], from: tree, staging: true)
        #expect(try scratch.names() == [".at1store", "README", "d", "readme"])
        #expect(try scratch.names("d") == ["A", "a"])
        #expect(try scratch.names(".at1store/tmp") == [])
    }
}
