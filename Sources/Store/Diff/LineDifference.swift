/// The lines that two texts have in common, by Myers's greedy algorithm, after equal lines at both ends are set aside.
struct LineDifference {
    /// For each line of the new text, the same line of the old one; nil if it is new.
    let oldLine: [Int?]

    /// Differences of more lines are left to the standard library's implementation.
    private static let maximumDistance = 2_000

    init(from old: TextLines, to new: TextLines) {
        let head = old.run(from: 0, in: new, from: 0)
        let tail = old.tail(in: new, atMost: min(old.count, new.count) - head)
        var oldLine: [Int?] = Array(repeating: nil, count: new.count)
        for line in 0..<head { oldLine[line] = line }
        for line in 0..<tail { oldLine[new.count - 1 - line] = old.count - 1 - line }
        let (removed, added) = (old.count - tail - head, new.count - tail - head)
        if removed > 0, added > 0, removed + added <= UnifiedDiff.maximumLines,
            !Self.match(old, head..<old.count - tail, new, head..<new.count - tail, &oldLine)
        {
            Self.matchSlowly(old, head..<old.count - tail, new, head..<new.count - tail, &oldLine)
        }
        self.oldLine = oldLine
    }

    /// - Returns: false if the texts differ in too many lines.
    private static func match(
        _ old: TextLines, _ left: Range<Int>, _ new: TextLines, _ right: Range<Int>, _ oldLine: inout [Int?]
    ) -> Bool {
        let (n, m) = (left.count, right.count)
        let limit = min(n + m, maximumDistance)
        // The furthest line of the old text on each diagonal, for the distance so far; diagonal k is at k + limit + 1.
        var furthest = [Int32](repeating: 0, count: 2 * limit + 3)
        // The same before each distance, diagonals -d...d.
        var history: [[Int32]] = []
        var distance: Int?
        search: for d in 0...limit {
            history.append(Array(furthest[(limit + 1 - d)...(limit + 1 + d)]))
            for k in stride(from: -d, through: d, by: 2) {
                let at = k + limit + 1
                var x =
                    k == -d || k != d && furthest[at - 1] < furthest[at + 1]
                    ? Int(furthest[at + 1]) : Int(furthest[at - 1]) + 1
                if d == 0 { x = 0 }
                let y = x - k
                if x < n, y < m {
                    x += min(
                        old.run(from: left.lowerBound + x, in: new, from: right.lowerBound + y), n - x, m - y)
                }
                furthest[at] = Int32(x)
                if x >= n, x - k >= m {
                    distance = d
                    break search
                }
            }
        }
        guard let distance else { return false }
        var (x, y) = (n, m)
        func take(_ count: Int) {
            for step in stride(from: 1, through: count, by: 1) {
                oldLine[right.lowerBound + y - step] = left.lowerBound + x - step
            }
        }
        for d in stride(from: distance, to: 0, by: -1) {
            let before = history[d]
            let k = x - y
            func reached(_ k: Int) -> Int32 { before[k + d] }
            let last = k == -d || k != d && reached(k - 1) < reached(k + 1) ? k + 1 : k - 1
            let (lastX, lastY) = (Int(reached(last)), Int(reached(last)) - last)
            take(min(x - lastX, y - lastY))
            (x, y) = (lastX, lastY)
        }
        take(min(x, y))
        return true
    }

    private static func matchSlowly(
        _ old: TextLines, _ left: Range<Int>, _ new: TextLines, _ right: Range<Int>, _ oldLine: inout [Int?]
    ) {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in right.map({ new[$0] }).difference(from: left.map { old[$0] }) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var at = 0
        for line in 0..<right.count where !inserted.contains(line) {
            while removed.contains(at) { at += 1 }
            oldLine[right.lowerBound + line] = left.lowerBound + at
            at += 1
        }
    }
}
