/// Counts how often some words occur in bytes, in one pass.
struct WordSearch: Sendable {
    private let words: [[UInt8]]
    /// The words that begin with each byte.
    private let starts: [[Int]]

    init(_ words: [[UInt8]]) {
        self.words = words
        var starts = [[Int]](repeating: [], count: 256)
        for (number, word) in words.enumerated() { if let first = word.first { starts[Int(first)].append(number) } }
        self.starts = starts
    }

    /// How often each word occurs, in the words' order.
    func counts(in bytes: ArraySlice<UInt8>) -> [Int] {
        var counts = [Int](repeating: 0, count: words.count)
        bytes.withUnsafeBufferPointer { bytes in
            for at in bytes.indices {
                for number in starts[Int(bytes[at])] {
                    let word = words[number]
                    guard bytes.count - at >= word.count else { continue }
                    if word.indices.allSatisfy({ bytes[at + $0] == word[$0] }) { counts[number] += 1 }
                }
            }
        }
        return counts
    }
}
