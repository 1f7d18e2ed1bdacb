package import Objects

/// A move of a branch or a tag, as a line of the log of published moves has it (docs/format.md §11.11). The line, without its
/// end, is a leaf of the Merkle tree of checkpoints.
package struct PublishedMove: Hashable, Sendable {
    package let name: RefName
    package let entry: ReflogEntry

    init(name: RefName, entry: ReflogEntry) {
        self.name = name
        self.entry = entry
    }

    /// Reads a leaf; nil if it is not one, or is damaged.
    package init?(leaf: some Collection<UInt8>) {
        guard let blank = leaf.firstIndex(of: UInt8(ascii: " ")),
            let name = try? RefName(String(decoding: leaf[..<blank], as: UTF8.self)),
            ReflogEntry.isIntact(leaf[leaf.index(after: blank)...]),
            let entry = ReflogEntry(line: leaf[leaf.index(after: blank)...])
        else { return nil }
        self.init(name: name, entry: entry)
    }

    /// The line with its end.
    var line: [UInt8] { Array("\(name) \(entry.line)".utf8) }

    /// Whether moves of a ref are published: those of branches and tags are.
    static func isPublished(_ name: RefName) -> Bool { name.isBranch || name.isTag }
}
