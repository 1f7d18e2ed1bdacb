import Objects

extension FuzzTarget {
    private static let id = "579461a9400000000000000000000000000000000000000000000000000000ff"
    private static let person = "Ada Lovelace <ada@example.org> 1800000000 +0100"

    private static func tree() throws -> [UInt8] {
        let id = ObjectID(of: .blob, [])
        return Tree([
            .init(name: try EntryName("a"), mode: .regular, kind: .blob, id: id),
            .init(name: try EntryName("b"), mode: .executable, kind: .chunks, id: id),
            .init(name: try EntryName("c"), mode: .folder, kind: .tree, id: id),
            .init(name: try EntryName("link"), mode: .symbolicLink, kind: .blob, id: id),
            .init(name: try EntryName("run"), mode: .regular, kind: .recipe, id: id),
        ]).payload
    }

    /// Kinds of which every object has one encoding: what is read is what would be written.
    static let objects: [FuzzTarget] = [
        FuzzTarget(
            name: "tree",
            words: ["40000 tree ", "100644 blob ", "120000 blob ", "100755 chunks ", "..", ".at1store", "/", "\0"],
            seeds: { [try tree(), []] }
        ) { input in
            let links = try? Tree.links(payload: input)
            let tree: Tree
            do { tree = try Tree(payload: input) } catch {
                try require(links == nil, "links of a tree that is refused")
                throw error
            }
            try require(tree.payload == input, "another payload")
            try require(links?.map(\.id) == tree.entries.map(\.id), "other links")
            for entry in tree.entries {
                let name = entry.name.description
                try require(name != ".." && name != "." && !name.contains("/") && !name.isEmpty, "the name '\(name)'")
            }
        },
        FuzzTarget(
            name: "commit", words: ["tree \(id)\n", "parent \(id)\n", "author \(person)\n", "signature ed25519 "]
        ) {
            try require(try Commit(payload: $0).payload == $0, "another payload")
        },
        FuzzTarget(
            name: "tag",
            words: ["object \(id)\n", "type commit\n", "tag v2\n", "tagger \(person)\n", "signature ed25519 "]
        ) {
            try require(try AnnotatedTag(payload: $0).payload == $0, "another payload")
        },
        FuzzTarget(
            name: "chunks", corpora: [],
            seeds: {
                let id = ObjectID(of: .blob, [1])
                let pieces = [3, 5, 70_000].map { ChunkList.Chunk(id: id, length: $0) }
                return [ChunkList(sha256: Digest(of: [1]), chunks: pieces).payload]
            }
        ) {
            try require(try ChunkList(payload: $0).payload == $0, "another payload")
        },
        FuzzTarget(name: "recipe", words: ["\"params\":", "\"engine\":", "{}", "[]", "null", "1e400", "\"sha256\":"]) {
            let recipe = try Recipe(payload: $0)
            try require(try JSONValue(canonical: $0).canonicalBytes == $0, "another payload")
            try require(recipe.id == ObjectID(of: .recipe, $0), "another identity")
        },
        FuzzTarget(name: "bundle", words: ["\"sha256:", "\"tolerance\":", "\"mode\":\"byte\"", "null"]) {
            try require(try RerunBundle(payload: $0).bytes == $0, "another payload")
        },
    ]

    /// JSON, tokens and texts.
    static let texts: [FuzzTarget] = [
        FuzzTarget(
            name: "json", corpora: ["json", "recipe", "bundle"],
            words: ["\\u0000", "\\ud800", "\\udc00", "[", "{\"a\":", "1e400", "-0", "null", "true", "\u{feff}"]
        ) { input in
            let value = try JSONValue(parsing: input)
            let bytes = value.canonicalBytes
            try require(try JSONValue(parsing: bytes).canonicalBytes == bytes, "another canonical form")
            if let canonical = try? JSONValue(canonical: input) {
                try require(canonical.canonicalBytes == input, "a canonical form that is none")
            }
        },
        FuzzTarget(name: "session", words: [".", "eyJ", "==", "\n"]) { input in
            _ = try? ReplaySession(parsing: input)
            let (token, session) = try ReplaySession.sealed(inFile: input)
            try require(token.text.utf8.elementsEqual(input.last == 10 ? input.dropLast() : input), "another token")
            _ = session.artifacts
        },
        FuzzTarget(name: "event", words: ["\"kind\":", "\"payload\":", "NaN", "1e999"]) {
            _ = try EventDraft(parsing: $0)
        },
        FuzzTarget(name: "journal") { _ = try SessionJournal(parsing: $0) },
        FuzzTarget(name: "signers", words: ["ssh-ed25519 ", " ed25519 ", "ada@example.org", "#", "namespaces=\"x\""]) {
            _ = try TrustedSigners(parsing: $0)
        },
        FuzzTarget(
            name: "names", corpora: [],
            words: ["refs/heads/", "..", "@{", ".lock", "//", "\u{301}", "HEAD~3^{commit}:a/b", person],
            seeds: { ["refs/heads/main", "HEAD@{1}:a", person].map { Array($0.utf8) } }
        ) { input in
            let text = String(decoding: input, as: UTF8.self)
            _ = try? Person(parsing: text)
            let name = try RefName(text)
            try require(name.text.utf8.elementsEqual(text.utf8), "another name")
            for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                try require(!part.isEmpty && part.first != UInt8(ascii: "."), "the name '\(text)'")
            }
        },
    ]
}
