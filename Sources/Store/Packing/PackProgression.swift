/// Which packs are joined so that the others are in a geometric progression, as in git's geometric repacking.
struct PackProgression {
    /// How many times as long as the next smaller one a pack must be.
    private static let factor: UInt64 = 2
    /// The length of all packs that are joined, at most: what can be written in a fraction of a second.
    static let maximumLength: UInt64 = 32 << 20
    /// Longer packs are left alone.
    static let maximumMember: UInt64 = 8 << 20

    /// How many of the shortest packs are to be joined: none, or at least two.
    ///
    /// - Parameters:
    ///   - lengths: the lengths of all packs, in ascending order.
    ///   - threshold: how many there must be.
    static func count(_ lengths: [UInt64], threshold: Int) -> Int {
        let lengths = lengths.prefix { $0 <= maximumMember }
        guard lengths.count >= max(2, threshold) else { return 0 }
        var count = 0
        for index in lengths.indices.dropFirst().reversed() where lengths[index] < factor * lengths[index - 1] {
            count = index + 1
            break
        }
        guard count >= max(2, threshold) else { return 0 }
        var total = lengths[..<count].reduce(0, +)
        while count < lengths.count, lengths[count] < factor * total {
            total += lengths[count]
            count += 1
        }
        while total > maximumLength {
            count -= 1
            total -= lengths[count]
        }
        return count < 2 ? 0 : count
    }
}
