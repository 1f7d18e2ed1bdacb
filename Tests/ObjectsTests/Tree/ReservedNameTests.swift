import Objects
import Testing

/// Names that some file system takes for `.git` or `.at1store` (docs/format.md §3.5).
@Suite struct ReservedNameTests {
    @Test(arguments: [
        ".git", ".GIT", ".Git", ".gIt", ".git.", ".git ", ".git . .", ".git...", "git~1", "GIT~1", "Git~1 .", "git~1:x",
        ".git::$INDEX_ALLOCATION", ".git:stream", ".git .:x", "a\\.git", ".git\\hooks", "\\git~1", "x\\.GIT .\\y",
        ".g\u{200c}it", "\u{200d}.git", ".git\u{2060}", ".gi\u{feff}t", ".g\u{ad}it", ".git\u{fe0f}", ".git\u{e0041}",
        ".g\u{200b}i\u{202e}t .", ".g\u{131}t", ".g\u{130}t",
    ])
    func git(_ name: String) {
        #expect(ReservedName(name.utf8) == .git)
        #expect(throws: DecodeError(.badName, "the name '\(name)', which a file system may treat as '.git'")) {
            try EntryName(name)
        }
    }

    @Test(arguments: [
        ".at1store", ".AT1STORE", ".at1Store", ".at1\u{17f}tore", ".at1\u{fb06}ore", ".at1\u{fb05}ore", ".at1store.",
        ".at1store ", ".at1store:x", "at1sto~1", "AT1STO~4", ".at1\u{200d}store", "a\\.at1store",
    ])
    func store(_ name: String) {
        #expect(ReservedName(name.utf8) == .store)
        #expect(throws: DecodeError(.badName, "the name '\(name)', which a file system may treat as '.at1store'")) {
            try EntryName(name)
        }
    }

    @Test(arguments: [
        ".gitignore", ".gitattributes", ".gitmodules", ".github", "foo.git", "git", "git~2", "a git~1", "git~10",
        ".git-x",
        ".gitt", "..git", ". git", "a:.git", ".at1ignore", ".at1storeroom", "at1store", "at1sto~5", ".\u{261}it",
        ".\u{ff47}it", ".gi\u{301}t", "\u{e9}.git", "a\\b", "~", "\u{200d}",
    ])
    func ordinary(_ name: String) throws {
        #expect(ReservedName(name.utf8) == nil)
        #expect(try EntryName(name).bytes == Array(name.utf8))
    }

    @Test func bytesThatAreNoText() {
        #expect(ReservedName([0x2e, 0x67, 0x69, 0x74, 0xff]) == nil)
        #expect(ReservedName(Array(".git:".utf8) + [0xff]) == .git)
    }

    /// Both readers of trees refuse the same names.
    @Test(arguments: [".git", "GIT~1", "x\\.git", ".g\u{200c}it", ".at1\u{17f}tore", ".", ".."])
    func trees(_ name: String) {
        let payload = Array("100644 blob \(name)\0".utf8) + ObjectID(of: .blob, []).digest.bytes
        #expect(#expect(throws: DecodeError.self) { try Tree(payload: payload) }?.reason == .badName)
        #expect(#expect(throws: DecodeError.self) { try Tree.links(payload: payload) }?.reason == .badName)
    }

    @Test(arguments: [".gitignore", ".x", "..x", "x~", "\u{e9}", "a\\b"])
    func treesOfOrdinaryNames(_ name: String) throws {
        let payload = Array("100644 blob \(name)\0".utf8) + ObjectID(of: .blob, []).digest.bytes
        #expect(try Tree.links(payload: payload).map(\.id) == Tree(payload: payload).entries.map(\.id))
    }
}
