import Objects
import Testing

/// The vectors of docs/format.md §13, which were computed with Python's hashlib.
@Suite struct IdentityVectorTests {
    private let ada: Person
    private let hello = Array("hello\n".utf8)

    init() throws {
        ada = try Person(
            name: "Ada Lovelace", email: "ada@example.org", date: Timestamp(seconds: 1_800_000_000, offset: 60)!)
    }

    private func tree() throws -> Tree {
        Tree([.init(name: try EntryName("greeting"), mode: .regular, kind: .blob, id: ObjectID(of: .blob, hello))])
    }

    private func commit() throws -> Commit {
        Commit(
            tree: ObjectID(of: .tree, try tree().payload), parents: [], author: ada, committer: ada, message: "first\n")
    }

    @Test func blobs() {
        #expect(ObjectID(of: .blob, []).hex == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
        #expect(ObjectID(of: .blob, hello).hex == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4")
    }

    @Test func trees() throws {
        #expect(
            ObjectID(of: .tree, Tree([]).payload).hex
                == "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321")
        #expect(
            ObjectID(of: .tree, try tree().payload).hex
                == "648f4a691842940bca9891e2bcc0ba04b995697be2c7439703efa0346faec8c5")
        #expect(try Tree(payload: tree().payload) == tree())
    }

    @Test func commits() throws {
        #expect(try commit().id.hex == "cdcf9b7b69bc8b3a5c3a2f3e6d1e1734b3521897154fbd967cfb46e1be1b7c0f")
        #expect(try Commit(payload: commit().payload) == commit())
    }

    @Test func tags() throws {
        let tag = AnnotatedTag(object: try commit().id, kind: .commit, name: "v1", tagger: ada, message: "a tag\n")
        #expect(tag.id.hex == "fa8fbe0e65158d88c486e3120ed96d0f5cbfa58b332c8d09a66f6ee4596ebc77")
        #expect(try AnnotatedTag(payload: tag.payload) == tag)
    }

    @Test func chunks() throws {
        let first = [UInt8](repeating: UInt8(ascii: "a"), count: 65_536)
        let second = [UInt8(ascii: "b")]
        let list = ChunkList(
            sha256: Digest(of: first + second),
            chunks: [
                .init(id: ObjectID(of: .blob, first), length: 65_536),
                .init(id: ObjectID(of: .blob, second), length: 1),
            ])
        #expect(
            ObjectID(of: .chunks, list.payload).hex
                == "e52ce82f21b0857201d88fecf7e1bcd83ddadd8c3b6bb3e1dc25a6e25c3610e4")
        #expect(try ChunkList(payload: list.payload) == list)
    }

    @Test func recipes() throws {
        let zeros = try #require(Digest(hex: String(repeating: "0", count: 64)))
        let output = try #require(Digest(hex: "94a96af197c57ccbee3ac591acd548c7e3ac444098b07a5317fb302649836cdf"))
        let recipe = Recipe(
            generator: "np_montecarlo", params: ["seed": 0, "n_paths": 1, "n_steps": 1], array: "X", encoding: "raw",
            engine: .init(name: "at1", code: zeros, arithmetic: nil), output: .init(length: 8, sha256: output))
        #expect(recipe.id.hex == "41c5592f4e178d5b5d856f039e73c7afe2cfd2de0ccc8e4dd70d89097e245e4a")
        #expect(try Recipe(payload: recipe.bytes) == recipe)
    }
}
