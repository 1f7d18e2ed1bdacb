/// The order in which the products of one element are added (docs/arithmetic.md, "An order is a value").
///
/// The products of a stretch of depth are divided into whole groups of `unroll`. Product `k` of the whole groups goes
/// to lane `k mod lanes`, and each lane is a running sum.
struct SummationOrder: Hashable, Sendable {
    let unroll: Int
    let lanes: Int
    let tail: Tail
    let tree: Tree
    /// Whether the last product of the last whole group is added after the lanes are merged.
    let late: Bool

    /// Where the products that do not fill a group are added.
    enum Tail: Sendable {
        /// One by one, to the merged sum.
        case merged
        /// One by one, to lane 0 before the lanes are merged.
        case laneZero
        /// To lane `k mod lanes`, as if they were in a group.
        case spread
        /// To lane 0 once lanes `l` and `l + lanes/2` are merged; then the rest is merged.
        case half
    }

    /// How lanes are merged.
    enum Tree: Sendable {
        /// Each with its neighbour: ((0+1)+(2+3)) + ((4+5)+(6+7)).
        case neighbours
        /// Each with the one half the number of lanes away: ((0+4)+(2+6)) + ((1+5)+(3+7)).
        case halves
    }

    init(unroll: Int, lanes: Int, tail: Tail = .merged, tree: Tree = .neighbours, late: Bool = false) {
        self.unroll = unroll
        self.lanes = lanes
        self.tail = tail
        self.tree = tree
        self.late = late
    }

    /// One running sum.
    static let chain = SummationOrder(unroll: 1, lanes: 1)

    /// How many products are distributed over the lanes in turn.
    func spread(_ depth: Int) -> Int {
        if tail == .spread { return depth }
        let whole = depth - depth % unroll
        return whole > 0 && late ? whole - 1 : whole
    }

    /// The steps after the lanes are filled, for any representation of lanes: `add(to, from)` adds one lane to another;
    /// `rest(lane)` adds the remaining products to a lane. The result is in lane 0.
    @inline(__always)
    func finish(add: (_ to: Int, _ from: Int) -> Void, rest: (_ lane: Int) -> Void) {
        var count = lanes
        switch tail {
        case .merged, .spread: break
        case .laneZero: rest(0)
        case .half:
            count /= 2
            for lane in 0..<count { add(lane, lane + count) }
            rest(0)
        }
        // Merged lane `l` is at `l * gap`.
        var gap = 1
        while count > 1 {
            count /= 2
            for lane in 0..<count {
                switch tree {
                case .halves: add(lane, lane + count)
                case .neighbours: add(2 * lane * gap, (2 * lane + 1) * gap)
                }
            }
            gap *= 2
        }
        if tail == .merged { rest(0) }
    }
}
