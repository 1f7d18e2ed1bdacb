internal import CLanes

/// The Mersenne twister of 1998 (M. Matsumoto, T. Nishimura): the bit generator behind `RandomState`.
struct MT19937: Sendable {
    /// The tempered words of the last turn of the state, and how many of them have been used.
    private var words: [UInt32]
    private var position = MT19937.size
    private var state: [UInt32]

    /// The words of the state.
    static let size = 624
    static let distance = 397

    /// Seeded as by `RandomState(seed)`: D. Knuth's recurrence over the seed.
    init(seed: UInt32) {
        state = []
        state.reserveCapacity(Self.size)
        var word = seed
        for index in 0..<UInt32(Self.size) {
            state.append(word)
            word = 1_812_433_253 &* (word ^ word >> 30) &+ index &+ 1
        }
        words = state
    }

    /// Seeded as by `RandomState([word, …])` and Python's `random.seed(integer)`: every word affects every word of the
    /// state. `key` is not empty.
    init(key: [UInt32]) {
        self.init(seed: 19_650_218)
        var index = 1
        func step(_ factor: UInt32) -> UInt32 {
            let before = state[index - 1]
            return state[index] ^ (before ^ before >> 30) &* factor
        }
        func moveOn() {
            index += 1
            if index == Self.size {
                state[0] = state[Self.size - 1]
                index = 1
            }
        }
        for round in 0..<max(Self.size, key.count) {
            let place = round % key.count
            state[index] = step(1_664_525) &+ key[place] &+ UInt32(truncatingIfNeeded: place)
            moveOn()
        }
        for _ in 1..<Self.size {
            state[index] = step(1_566_083_941) &- UInt32(index)
            moveOn()
        }
        state[0] = 0x8000_0000
    }

    /// The generator whose next words are `state`, tempered: `RandomState.set_state(("MT19937", state, 0))`.
    ///
    /// `state` has ``size`` words.
    init(state: [UInt32]) {
        precondition(state.count == Self.size)
        self.state = state
        words = state.map(Self.temper)
        position = 0
    }

    /// The generator that ``snapshot`` was taken of. `words` are ``size``, `position` at most that.
    init(words: [UInt32], position: Int) {
        precondition(0...Self.size ~= position)
        self.init(state: words)
        self.position = position
    }

    /// The words of the state, and how many of their outputs have been used.
    var snapshot: (words: [UInt32], position: Int) { (state, position) }

    /// Whether a generator with this state would repeat the same few words for ever: all of the 19,937 significant bits
    /// are zero.
    static func isStuck(_ state: [UInt32]) -> Bool {
        state.first.map { $0 >> 31 == 0 } ?? true && state.dropFirst().allSatisfy { $0 == 0 }
    }

    @inline(__always)
    mutating func next() -> UInt32 {
        if position == Self.size { turn() }
        defer { position &+= 1 }
        return words[position]
    }

    /// A number in 0 ..< 1 with 53 random bits: 27 of the first word, 26 of the second.
    @inline(__always)
    mutating func uniform() -> Double {
        let first = next()
        return Self.uniform(first, next())
    }

    /// Passes on the words that remain of this turn, at least one; `body` returns how many it used.
    @inline(__always)
    mutating func withWords(_ body: (UnsafeBufferPointer<UInt32>) -> Int) {
        if position == Self.size { turn() }
        let position = position
        let taken = words.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[position...])) }
        precondition(taken >= 0 && taken <= Self.size - position)
        self.position = position + taken
    }

    /// Fills `words` with the next words.
    mutating func fill(_ words: UnsafeMutableBufferPointer<UInt32>) {
        var at = 0
        while at < words.count {
            withWords { found in
                let count = min(found.count, words.count - at)
                _ = UnsafeMutableBufferPointer(rebasing: words[at...]).update(fromContentsOf: found[..<count])
                at += count
                return count
            }
        }
    }

    /// Skips as many words as `turns` turns have.
    mutating func advance(turns: Int) {
        precondition(state.count == Self.size)
        guard turns > 0 else { return }
        state.withUnsafeMutableBufferPointer { state in
            for _ in 0..<turns { at1_twister_turn(state.baseAddress) }
        }
        temper()
    }

    /// The number in 0 ..< 1 that two words make.
    @inline(__always)
    static func uniform(_ first: UInt32, _ second: UInt32) -> Double {
        Double(Int64(first >> 5) << 26 | Int64(second >> 6)) * 0x1p-53
    }

    /// Skips points until `count` of them are in the unit circle, excluding its centre and its edge: four words each,
    /// as numpy's polar method draws them.
    mutating func skipPoints(_ count: Int) {
        precondition(count >= 0 && state.count == Self.size && position <= Self.size)
        guard count > 0 else { return }
        position = state.withUnsafeMutableBufferPointer { [position] state in
            at1_twister_skip_points(state.baseAddress, position, count)
        }
        temper()
    }

    private mutating func turn() {
        precondition(state.count == Self.size)
        state.withUnsafeMutableBufferPointer { at1_twister_turn($0.baseAddress) }
        temper()
        position = 0
    }

    private mutating func temper() {
        precondition(state.count == Self.size && words.count == Self.size)
        state.withUnsafeBufferPointer { state in
            words.withUnsafeMutableBufferPointer { words in
                at1_twister_temper(state.baseAddress, words.baseAddress)
            }
        }
    }

    /// The output for a word of the state.
    @inline(__always)
    static func temper(_ word: UInt32) -> UInt32 {
        var word = word
        word ^= word >> 11
        word ^= word << 7 & 0x9d2c_5680
        word ^= word << 15 & 0xefc6_0000
        return word ^ word >> 18
    }
}
