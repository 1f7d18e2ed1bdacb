import Objects
import Testing

/// Links that are read by what differs are those that are read whole.
@Suite struct TreeLinkReaderTests {
    private struct Link: Hashable {
        let id: ObjectID
        let kind: ObjectKind
    }

    private static func tree(_ names: [String], _ number: (String) -> Int) throws -> [UInt8] {
        try Tree(
            names.map { name in
                let id = ObjectID(of: .blob, Array("\(number(name))".utf8))
                return name.hasSuffix("/")
                    ? Tree.Entry(name: try EntryName(String(name.dropLast())), mode: .folder, kind: .tree, id: id)
                    : Tree.Entry(name: try EntryName(name), mode: .regular, kind: .blob, id: id)
            }
        ).payload
    }

    @Test func theSameAsReadingWhole() throws {
        var random = SystemRandomNumberGenerator()
        var reader = TreeLinkReader<Link>()
        var called: Set<Link> = []
        let shapes = [
            ["a"], ["a", "b", "c/"], [".at1ignore", "a", "b"], (0..<100).map { "f\($0)" }, [], ["a", "b", "d/"],
        ]
        for _ in 0..<400 {
            let names = shapes.randomElement(using: &random)!
            let changed = names.randomElement(using: &random)
            let value = Int.random(in: 0..<50, using: &random)
            let payload = try Self.tree(names) { $0 == changed ? value : 0 }
            let marks = try reader.read(payload) { id, kind in
                let link = Link(id: id, kind: kind)
                called.insert(link)
                return link
            }
            #expect(marks == (try Tree(payload: payload).entries.map { Link(id: $0.id, kind: $0.kind) }))
            #expect(called.isSuperset(of: marks))
        }
    }

    /// Every byte of a tree changed: what the reader takes after a tree that is right is just what a tree may be.
    @Test func refusesWhatIsNoTree() throws {
        let payload = try Self.tree(["a", "b", "c/", "d"]) { _ in 7 }
        for index in payload.indices {
            for change: UInt8 in [1, 0x20, 0x80, payload[index]] {
                var bytes = payload
                bytes[index] ^= change
                var reader = TreeLinkReader<Link>()
                _ = try reader.read(payload) { Link(id: $0, kind: $1) }
                let links = try? reader.read(bytes) { Link(id: $0, kind: $1) }
                let tree = try? Tree(payload: bytes)
                #expect(links == tree?.entries.map { Link(id: $0.id, kind: $0.kind) }, "byte \(index) ^ \(change)")
            }
        }
    }
}
