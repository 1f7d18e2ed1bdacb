/// Reads the links of trees, one tree after the other.
///
/// A history has thousands of trees, most of which differ from another in an identity or two. If a tree has the names,
/// modes and kinds of one that was read before, only the identities that differ are examined: the rest is known to be
/// valid.
public struct TreeLinkReader<Mark> {
    /// A tree that was read, and the marks of its links.
    private struct Known {
        var payload: [UInt8]
        /// The offset of each entry's identity in the payload.
        let places: [Int]
        let kinds: [(kind: ObjectKind, isTarget: Bool)]
        var marks: [Mark]
        /// Computed on first use.
        var shape: TreeShape?
    }

    /// The last trees, by a part of their length: trees of other folders usually have other lengths.
    private var known = [Known?](repeating: nil, count: 32)

    private var lastSlot = 0

    public init() {}

    /// The shape of the tree that was read last. Trees that differ only in identities share one.
    public mutating func lastShape() -> TreeShape? {
        guard let tree = known[lastSlot] else { return nil }
        if let shape = tree.shape { return shape }
        let shape = TreeShape(payload: tree.payload, places: tree.places, kinds: tree.kinds.map(\.kind))
        known[lastSlot]?.shape = shape
        return shape
    }

    /// Reads a tree. Refuses exactly what ``Tree/init(payload:)`` does.
    ///
    /// - Parameters:
    ///   - payload: the tree's payload.
    ///   - mark: makes the mark of a link. Called at least once for every link of all trees that are read, except for a
    ///     link at the same place in an earlier tree.
    /// - Returns: the marks of the entries, in order.
    public mutating func read(
        _ payload: [UInt8], _ mark: (Tree.Link) -> Mark
    ) throws(DecodeError) -> [Mark] {
        let slot = payload.count % known.count
        lastSlot = slot
        if var tree = known[slot], let changes = Self.changes(from: tree.payload, to: payload, at: tree.places) {
            known[slot] = nil
            for index in changes {
                let (kind, isTarget) = tree.kinds[index]
                tree.marks[index] = mark(
                    Tree.Link(
                        id: ObjectID(Digest(payload, at: tree.places[index])), kind: kind, isTarget: isTarget))
            }
            tree.payload = payload
            known[slot] = tree
            return tree.marks
        }
        let links = try Tree.links(payload: payload)
        let marks = links.map(mark)
        known[slot] = Known(
            payload: payload, places: Self.places(in: payload, count: links.count),
            kinds: links.map { ($0.kind, $0.isTarget) },
            marks: marks)
        return marks
    }

    /// The offsets of the identities of a tree's entries: each follows the NUL that ends the name.
    private static func places(in payload: [UInt8], count: Int) -> [Int] {
        var places: [Int] = []
        places.reserveCapacity(count)
        var at = 0
        while at < payload.count, let end = payload[at...].firstIndex(of: 0) {
            places.append(end + 1)
            at = end + 1 + Digest.byteCount
        }
        return places
    }

    /// The entries whose identities differ; nil if anything else does.
    private static func changes(from old: [UInt8], to new: [UInt8], at places: [Int]) -> [Int]? {
        guard old.count == new.count else { return nil }
        return old.withUnsafeBytes { a in
            new.withUnsafeBytes { b in
                typealias Block = SIMD4<UInt64>
                let width = MemoryLayout<Block>.size
                var changes: [Int] = []
                var entry = 0
                var at = 0
                while at < a.count {
                    // Equal bytes are skipped in blocks.
                    while at + width <= a.count {
                        let difference =
                            a.loadUnaligned(fromByteOffset: at, as: Block.self)
                            ^ b.loadUnaligned(fromByteOffset: at, as: Block.self)
                        guard difference == .zero else { break }
                        at += width
                    }
                    while at < a.count, a[at] == b[at] { at += 1 }
                    guard at < a.count else { break }
                    while entry < places.count, at >= places[entry] + Digest.byteCount { entry += 1 }
                    guard entry < places.count, at >= places[entry] else { return nil }
                    changes.append(entry)
                    at = places[entry] + Digest.byteCount
                    entry += 1
                }
                return changes
            }
        }
    }
}
