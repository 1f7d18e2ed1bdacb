/// Solves for the state of MT19937, given what the values of a stream reveal about its words.
///
/// The unknowns are the bits of the first 624 outputs that the values do not show: 3,432 for doubles of 53 bits, 19,344
/// for values of one bit. Later words are sums of them; each bit that is seen there gives an equation.
struct TwisterSolver {
    private let pattern: WordPattern
    private let sights: [BitSight]
    private var outputs = [UInt32](repeating: 0, count: MT19937.size)
    private var known = [UInt32](repeating: 0, count: MT19937.size)

    /// - Parameter sights: what consecutive values reveal, the first of them drawn from the state that is sought.
    init(_ sights: [BitSight], _ pattern: WordPattern) {
        self.sights = sights
        self.pattern = pattern
        for (index, sight) in sights.prefix(MT19937.size / pattern.words).enumerated() {
            for bit in sight.known.setBits {
                let place = pattern.place(bit)
                let word = index * pattern.words + place.word
                known[word] |= 1 << UInt32(place.bit)
                if sight.bit(bit) == true { outputs[word] |= 1 << UInt32(place.bit) }
            }
        }
    }

    /// The required number of equations beyond the unknowns: other values satisfy that many once in 2^64 files.
    private static let surplus = 64

    /// The words before tempering, beginning with the first of the stream; bits of the first word that no value shows
    /// and no later word depends on are zero. Nil if the values are not from such a stream, or too few to decide.
    ///
    /// Every value has a part in the result or is fulfilled by it, but for those after the state is known.
    ///
    /// - Parameter deadline: When no more is tried.
    func state(until deadline: ContinuousClock.Instant? = nil) -> [UInt32]? {
        func isOver() -> Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }
        guard sights.count >= MT19937.size / pattern.words,
            sights.reduce(0, { $0 + $1.count }) >= TwisterPolynomial.degree + Self.surplus,
            isBalanced, admitsPolynomial
        else { return nil }
        var forms = TwisterForms(outputs: outputs, known: known)
        var equations = BitEquations(unknowns: forms.unknowns)
        let needed = forms.unknowns - openBits
        for (index, sight) in sights.enumerated() {
            let isLater = index >= MT19937.size / pattern.words
            if isLater { for _ in 0..<pattern.words { forms.advance() } }
            let back = isLater ? 0 : MT19937.size - (index + 1) * pattern.words
            for bit in isLater ? sight.known.setBits : [] {
                equations.append { row in
                    add(bit, back, forms, row)
                    if sight.bit(bit) == true { forms.addOne(to: row) }
                }
                if equations.isFull {
                    if isDone(&equations, needed) { return solution(equations) }
                    if isOver() { return nil }
                }
            }
            for bit in sight.opposed.setBits {
                equations.append { row in
                    add(bit, back, forms, row)
                    add(sight.turning, back, forms, row)
                    forms.addOne(to: row)
                }
                if equations.isFull {
                    if isDone(&equations, needed) { return solution(equations) }
                    if isOver() { return nil }
                }
            }
            guard equations.isConsistent else { return nil }
        }
        _ = equations.settle()
        return equations.rank >= needed ? solution(equations) : nil
    }

    /// Reduces a batch; true if nothing new can come, because everything is known or nothing fits.
    private func isDone(_ equations: inout BitEquations, _ needed: Int) -> Bool {
        let gained = equations.settle()
        return !equations.isConsistent || gained == 0 && equations.rank >= needed
    }

    private func add(_ bit: Int, _ back: Int, _ forms: TwisterForms, _ row: UnsafeMutablePointer<UInt64>) {
        let place = pattern.place(bit)
        forms.add(bit: place.bit, back: back + pattern.words - 1 - place.word, to: row)
    }

    private func solution(_ equations: BitEquations) -> [UInt32]? {
        guard equations.isConsistent else { return nil }
        let solution = equations.solution()
        var column = 0
        var outputs = outputs
        for index in outputs.indices {
            for bit in UInt64(~known[index]).setBits {
                if solution[column] { outputs[index] |= 1 << UInt32(bit) }
                column += 1
            }
        }
        outputs[0] = first(output: outputs[0], other: outputs[1])
        return outputs.map(MT19937.untemper)
    }

    /// The first output, with its open bits chosen such that it makes one of the possible numbers of the first value.
    private func first(output: UInt32, other second: UInt32) -> UInt32 {
        guard pattern == .uniform, let numbers = sights.first?.numbers else { return output }
        let living = MT19937.untemper(output) >> 31
        let uppers = numbers.lowerBound >> 26...numbers.upperBound >> 26
        // If a value reveals so little, a state is hardly to be found.
        for upper in uppers.prefix(1 << 16) where numbers ~= upper << 26 | UInt64(second >> 6) {
            for lower in 0..<32 as Range<UInt32> {
                let output = UInt32(upper) << 5 | lower
                if MT19937.untemper(output) >> 31 == living { return output }
            }
        }
        return output
    }

    /// The number of bits of the first word that may be anything: no value shows them, and no later word depends on
    /// them.
    private var openBits: Int {
        var changes = BitEquations(unknowns: 32)
        /// The changes of these bits cancel.
        func hold(_ bits: UInt32) { changes.append { $0[0] ^= UInt64(bits) } }
        for bit in UInt64(known[0]).setBits { hold(1 << UInt32(bit)) }
        // Only the highest bit of the word before tempering survives.
        hold(MT19937.untempering[31])
        if let sight = sights.first {
            for bits in sight.opposed.setBits.map({ [$0, sight.turning] }) {
                // The second word's bits cannot change.
                let places = bits.map(pattern.place).filter { $0.word == 0 }
                hold(places.reduce(0) { $0 | 1 << UInt32($1.bit) })
            }
        }
        return 32 - changes.settle()
    }

    /// Whether the highest bits are set in approximately half of the values: random ones fail once in 10^17 files.
    private var isBalanced: Bool {
        (pattern.width - 4..<pattern.width).allSatisfy { bit in
            var (ones, count) = (0, 0)
            for sight in sights {
                guard let isSet = sight.bit(bit) else { continue }
                count += 1
                if isSet { ones += 1 }
            }
            // Nine standard deviations, squared.
            return (ones * 2 - count) * (ones * 2 - count) <= 81 * count
        }
    }

    /// Whether a bit that all values show obeys MT19937's recurrence.
    private var admitsPolynomial: Bool {
        // The highest bit of a uniform number is visible in nearly every value; of others every bit is.
        let bit = pattern == .uniform ? 52 : 0
        return TwisterPolynomial.admits(count: sights.count) { sights[$0].bit(bit) }
    }
}
