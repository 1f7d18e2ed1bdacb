/// Blowfish with bcrypt's expensive key schedule (Provos and Mazières 1999). Wiped when it is released.
struct Blowfish: ~Copyable {
    private static let roundCount = 18
    private static let boxCount = 1024
    /// The state of every cipher before its key is mixed in.
    private static let initial = PiFraction.words(roundCount + boxCount)

    private let state: UnsafeMutableBufferPointer<UInt32>

    init() {
        state = .allocate(capacity: Self.roundCount + Self.boxCount)
        _ = state.initialize(from: Self.initial)
    }

    deinit {
        state.update(repeating: 0)
        state.deallocate()
    }

    /// Mixes a key in, and perhaps a salt; neither may be empty.
    mutating func expand(key: [UInt8], salt: [UInt8]? = nil) {
        var keyWords = WordStream(key)
        for index in 0..<Self.roundCount { state[index] ^= keyWords.next() }
        var saltWords = salt.map { WordStream($0) }
        var left: UInt32 = 0
        var right: UInt32 = 0
        var index = 0
        while index < Self.roundCount + Self.boxCount {
            left ^= saltWords?.next() ?? 0
            right ^= saltWords?.next() ?? 0
            (left, right) = encipher(left, right)
            state[index] = left
            state[index + 1] = right
            index += 2
        }
    }

    /// Encrypts one block.
    func encipher(_ first: UInt32, _ second: UInt32) -> (UInt32, UInt32) {
        var left = first ^ state[0]
        var right = second
        var round = 1
        while round < 17 {
            right ^= mix(left) ^ state[round]
            left ^= mix(right) ^ state[round + 1]
            round += 2
        }
        return (right ^ state[17], left)
    }

    @inline(__always)
    private func mix(_ word: UInt32) -> UInt32 {
        let boxes = Self.roundCount
        let a = state[boxes + Int(word >> 24)]
        let b = state[boxes + 256 + Int(word >> 16 & 0xff)]
        let c = state[boxes + 512 + Int(word >> 8 & 0xff)]
        let d = state[boxes + 768 + Int(word & 0xff)]
        return ((a &+ b) ^ c) &+ d
    }

    /// The bytes, repeated, as big-endian words.
    struct WordStream {
        private let bytes: [UInt8]
        private var at = 0

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func next() -> UInt32 {
            var word: UInt32 = 0
            for _ in 0..<4 {
                word = word << 8 | UInt32(bytes[at])
                at = at + 1 == bytes.count ? 0 : at + 1
            }
            return word
        }
    }
}
