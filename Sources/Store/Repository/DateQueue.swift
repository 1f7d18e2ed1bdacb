/// What waits to be looked at, taken out newest first; of the same date, in the order it came.
struct DateQueue<Element> {
    private var waiting: [(date: Int64, element: Element)] = []

    mutating func insert(_ element: Element, date: Int64) {
        // Newest last.
        var low = 0
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].date < date { low = middle + 1 } else { high = middle }
        }
        waiting.insert((date, element), at: low)
    }

    mutating func popNewest() -> Element? { waiting.popLast()?.element }

    /// Whether one that waits satisfies `predicate`; the newest are asked first.
    func contains(where predicate: (Element) throws -> Bool) rethrows -> Bool {
        try waiting.reversed().contains { try predicate($0.element) }
    }
}
