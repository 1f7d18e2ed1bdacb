/// A queue that returns the newest element first, and elements of the same date in the order in which they were added.
package struct DateQueue<Element> {
    private var waiting: [(date: Int64, element: Element)] = []

    package init() {}

    package mutating func insert(_ element: Element, date: Int64) {
        // Newest last.
        var low = 0
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].date < date { low = middle + 1 } else { high = middle }
        }
        waiting.insert((date, element), at: low)
    }

    package mutating func popNewest() -> Element? { waiting.popLast()?.element }

    /// Whether an element in the queue satisfies `predicate`; the newest are tested first.
    func contains(where predicate: (Element) throws -> Bool) rethrows -> Bool {
        try waiting.reversed().contains { try predicate($0.element) }
    }
}
