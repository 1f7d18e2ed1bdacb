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

    /// - Parameters:
    ///   - other: the indexes of a dictionary of `size` values.
    static func restore(_ indexes: inout [Int64], following other: [Int64], size: Int) {
        // What is expected nowhere is no index, and is refused as such.
        var last = [Int64](repeating: -1, count: size)
        for row in indexes.indices {
            let value = Int(other[row])
            indexes[row] = indexes[row] == 0 ? last[value] : indexes[row] &- 1
            last[value] = indexes[row]
        }
    }
}
