internal import Objects

/// Divides units of work among shards so that each has about the same cost.
///
/// The most expensive unit comes first, and each goes to the shard with the least so far: no shard has more than a
/// third above the best division (Graham 1969). The result depends on the units alone, so that machines which see the
/// same units agree without talking to each other.
struct WorkDivision {
    /// The shards by what they have so far, as a binary heap.
    private var heap: [(cost: UInt64, shard: Int)]

    init(among count: Int) {
        heap = (1...count).map { (0, $0) }
    }

    /// Divides units of these costs, each with a name of its own that decides between equals.
    ///
    /// - Returns: the shard of each unit.
    mutating func divide<Name: Comparable>(_ units: [(name: Name, cost: UInt64)]) -> [Int] {
        var shards = [Int](repeating: 1, count: units.count)
        guard heap.count > 1 else { return shards }
        let order = units.indices.sorted { a, b in
            units[a].cost == units[b].cost ? units[a].name < units[b].name : units[a].cost > units[b].cost
        }
        for index in order { shards[index] = takeLeast(adding: units[index].cost) }
        return shards
    }

    private mutating func takeLeast(adding cost: UInt64) -> Int {
        let shard = heap[0].shard
        // A unit of no length is work, too.
        heap[0].cost.add(saturating: max(cost, 1))
        var parent = 0
        while true {
            let children = 2 * parent + 1..<min(2 * parent + 3, max(heap.count, 2 * parent + 1))
            guard let least = children.min(by: { precedes($0, $1) }), precedes(least, parent) else { return shard }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool { (heap[a].cost, heap[a].shard) < (heap[b].cost, heap[b].shard) }
}
