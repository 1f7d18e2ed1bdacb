/// Counts how often some words occur in bytes, in one pass that skips most of them (Wu and Manber, 1994).
struct WordSearch: Sendable {
    /// The bytes of all words, one after the other.
    private let letters: [UInt8]
    /// Where each word is among them.
    private let places: [Range<Int>]
    /// The length of the shortest word.
    private let window: Int
    /// How far the window may move on when it ends with two bytes, the first one being the higher; 0 if a word may be in
    /// it.
    private let shifts: [UInt8]

    /// - Parameter words: of 2 to 255 bytes.
    init(_ words: [[UInt8]]) {
        var (letters, places): ([UInt8], [Range<Int>]) = ([], [])
        let window = words.map(\.count).min() ?? 2
        var shifts = [UInt8](repeating: UInt8(window - 1), count: 1 << 16)
        for word in words {
            places.append(letters.count..<letters.count + word.count)
            letters += word
            for at in 0..<window - 1 {
                let pair = Int(word[at]) << 8 | Int(word[at + 1])
                shifts[pair] = min(shifts[pair], UInt8(window - 2 - at))
            }
        }
        (self.letters, self.places, self.window, self.shifts) = (letters, places, window, shifts)
    }

    /// How often each word occurs, in the words' order.
    func counts(in bytes: ArraySlice<UInt8>) -> [Int] {
        var counts = [Int](repeating: 0, count: places.count)
        bytes.withUnsafeBufferPointer { bytes in
            shifts.withUnsafeBufferPointer { shifts in
                var at = 0
                while at + window <= bytes.count {
                    let shift = shifts[Int(bytes[at + window - 2]) << 8 | Int(bytes[at + window - 1])]
                    guard shift == 0 else {
                        at += Int(shift)
                        continue
                    }
                    for (number, place) in places.enumerated() where bytes.count - at >= place.count {
                        if place.allSatisfy({ letters[$0] == bytes[at + $0 - place.lowerBound] }) {
                            counts[number] += 1
                        }
                    }
                    at += 1
                }
            }
        }
        return counts
    }
}
