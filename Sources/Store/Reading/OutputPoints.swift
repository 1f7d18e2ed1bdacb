internal import Objects

/// What makes the output of a recipe readable from the middle (docs/format.md §11.12): the SHA-256 of each of its
/// blocks, and places at which evaluation can begin.
///
/// It is made while the recipe is executed as a whole, and exists only if that gave the recorded SHA-256.
struct OutputPoints: Hashable, Sendable {
    /// The length of a block in bytes; the last one may be shorter.
    static let blockLength: UInt64 = 1 << 20
    /// Points are so far apart that they take less than a thousandth of the output.
    private static let share: UInt64 = 1024

    let recipe: ObjectID
    /// The length of the output in bytes.
    let length: UInt64
    private(set) var digests: [Digest] = []
    /// In the order of their offsets.
    private(set) var points: [RecipePoint] = []

    init(recipe: ObjectID, length: UInt64, digests: [Digest] = [], points: [RecipePoint] = []) {
        self.recipe = recipe
        self.length = length
        self.digests = digests
        self.points = points
    }

    static func blockCount(_ length: UInt64) -> UInt64 { length / blockLength + (length % blockLength == 0 ? 0 : 1) }

    /// The place of a block in the output.
    func range(ofBlock index: Int) -> Range<UInt64> {
        let start = UInt64(index) * Self.blockLength
        return start..<min(length, start + Self.blockLength)
    }

    /// The last point at or before `offset`; nil for the beginning.
    func point(before offset: UInt64) -> RecipePoint? {
        let low = points.partitionPoint { $0.offset > offset }
        return low == 0 ? nil : points[low - 1]
    }

    mutating func keep(_ point: RecipePoint) { points.append(point) }

    mutating func append(_ digest: Digest) { digests.append(digest) }

    /// Keeps a point unless it is too near to the last one.
    mutating func note(_ point: RecipePoint) {
        let spacing = max(Self.blockLength, UInt64(point.state.count) * Self.share)
        if let last = points.last {
            if point.offset == last.offset {
                points.removeLast()
            } else if point.offset - last.offset < spacing {
                return
            }
        }
        if point.offset < length { keep(point) }
    }
}
