/// The candidate that a mistyped word most likely means; nil if none is close.
package func nearest(to word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    let ranked = candidates.map { (candidate: $0, distance: editDistance(word, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    let length = best.candidate.utf8.count
    return best.distance <= max(min(2, length / 2), length / 3) ? best.candidate : nil
}

/// The number of edits (insert, delete, replace, swap neighbours) between two words, ignoring case and the difference
/// between `-` and `_`.
package func editDistance(_ a: String, _ b: String) -> Int {
    func fold(_ unit: UInt8) -> UInt8 {
        switch unit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): unit | 0x20
        case UInt8(ascii: "-"): UInt8(ascii: "_")
        default: unit
        }
    }
    let a = a.utf8.map(fold)
    let b = b.utf8.map(fold)
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
            row.append(least)
        }
        before = last
        last = row
    }
    return last[b.count]
}
