/// Counts how often some words occur in bytes, in one pass.
struct WordSearch: Sendable {
    private let words: [[UInt8]]
    /// Whether a word begins with each byte.
    private let isStart: [Bool]

    init(_ words: [[UInt8]]) {
        self.words = words
        let starts = Set(words.compactMap(\.first))
        isStart = (0..<256).map { starts.contains(UInt8($0)) }
    }

    /// How often each word occurs, in the words' order.
    func counts(in bytes: ArraySlice<UInt8>) -> [Int] {
        var counts = [Int](repeating: 0, count: words.count)
        bytes.withUnsafeBufferPointer { bytes in
            isStart.withUnsafeBufferPointer { isStart in
                // Most bytes of most files begin no word: for them, nothing but this look is done.
                for at in bytes.indices where isStart[Int(bytes[at])] {
                    for (number, word) in words.enumerated() where bytes[at...].starts(with: word) {
                        counts[number] += 1
                    }
                }
            }
        }
        return counts
    }
}
