/// A column of a dictionary that follows another one: where the other has a value again, this one mostly has what it had
/// beside it before.
enum FollowingColumn {
    /// 0 for what is expected, and otherwise one more than the index. An index is expected beside a value of the other
    /// column if it was the last beside it; nothing is expected beside a value for the first time.
    static func encode(_ indexes: [Int64], following other: [Int64]) -> [Int64] {
        var last: [Int64: Int64] = [:]
        return zip(indexes, other).map { index, value in
            defer { last[value] = index }
            return last[value] == index ? 0 : index &+ 1
        }
    }

    static func restore(_ indexes: inout [Int64], following other: [Int64]) {
        var last: [Int64: Int64] = [:]
        for row in indexes.indices {
            // What is expected nowhere is no index, and is refused as such.
            if indexes[row] == 0 { indexes[row] = last[other[row]] ?? -1 } else { indexes[row] = indexes[row] &- 1 }
            last[other[row]] = indexes[row]
        }
    }
}
