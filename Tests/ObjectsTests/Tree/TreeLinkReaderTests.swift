import Objects
import Testing

/// Links that are read by what differs are those that are read whole.
@Suite struct TreeLinkReaderTests {
    private typealias Link = Tree.Link

    private static func links(of tree: Tree) -> [Link] {
        tree.entries.map { Link(id: $0.id, kind: $0.kind, isTarget: $0.mode == .symbolicLink) }
    }

    private static func tree(_ names: [String], _ number: (String) -> Int) throws -> [UInt8] {
        try Tree(
            names.map { name in
                let id = ObjectID(of: .blob, Array("\(number(name))".utf8))
                return name.hasSuffix("/")
                    ? Tree.Entry(name: try EntryName(String(name.dropLast())), mode: .folder, kind: .tree, id: id)
                    : Tree.Entry(
                        name: try EntryName(name), mode: name.hasPrefix("l") ? .symbolicLink : .regular, kind: .blob,
                        id: id)
            }
        ).payload
    }

    @Test func theSameAsReadingWhole() throws {
        var random = SystemRandomNumberGenerator()
        var reader = TreeLinkReader<Link>()
        var called: Set<Link> = []
        let shapes = [
            ["a"], ["a", "b", "c/"], [".at1ignore", "a", "b"], (0..<100).map { "f\($0)" }, [], ["a", "link", "m"],
            ["a", "b", "d/"],
        ]
        for _ in 0..<400 {
            let names = shapes.randomElement(using: &random)!
            let changed = names.randomElement(using: &random)
            let value = Int.random(in: 0..<50, using: &random)
            let payload = try Self.tree(names) { $0 == changed ? value : 0 }
            let marks = try reader.read(payload) { link in
                called.insert(link)
                return link
            }
            #expect(marks == (try Self.links(of: Tree(payload: payload))))
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
                _ = try reader.read(payload) { $0 }
                let links = try? reader.read(bytes) { $0 }
                let tree = try? Tree(payload: bytes)
                #expect(links == tree.map(Self.links(of:)), "byte \(index) ^ \(change)")
            }
        }
    }
}
