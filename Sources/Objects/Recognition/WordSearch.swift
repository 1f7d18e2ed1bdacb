/// Counts how often some words occur in bytes, in one pass.
struct WordSearch: Sendable {
    /// The bytes of all words, one after the other.
    private let letters: [UInt8]
    /// Where each word is among them.
    private let places: [Range<Int>]
    /// Whether a word begins with each byte.
    private let isStart: [Bool]
    /// Whether a word begins with each two bytes, the first one being the higher.
    private let isBeginning: [Bool]

    /// - Parameter words: of two bytes or more.
    init(_ words: [[UInt8]]) {
        var (letters, places): ([UInt8], [Range<Int>]) = ([], [])
        var isStart = [Bool](repeating: false, count: 1 << 8)
        var isBeginning = [Bool](repeating: false, count: 1 << 16)
        for word in words {
            places.append(letters.count..<letters.count + word.count)
            letters += word
            isStart[Int(word[0])] = true
            isBeginning[Int(word[0]) << 8 | Int(word[1])] = true
        }
        (self.letters, self.places, self.isStart, self.isBeginning) = (letters, places, isStart, isBeginning)
    }

    /// How often each word occurs, in the words' order.
    func counts(in bytes: ArraySlice<UInt8>) -> [Int] {
        var counts = [Int](repeating: 0, count: places.count)
        bytes.withUnsafeBufferPointer { bytes in
            isStart.withUnsafeBufferPointer { isStart in
                // Most bytes of most files begin no word: for them, nothing but this look is done.
                for at in bytes.indices.dropLast() where isStart[Int(bytes[at])] {
                    guard isBeginning[Int(bytes[at]) << 8 | Int(bytes[at + 1])] else { continue }
                    for (number, place) in places.enumerated() where bytes.count - at >= place.count {
                        if place.allSatisfy({ letters[$0] == bytes[at + $0 - place.lowerBound] }) {
                            counts[number] += 1
                        }
                    }
                }
            }
        }
        return counts
    }
}
