/// The recurrence of any single bit of the words in a stream of MT19937: its characteristic polynomial.
///
/// The polynomial is irreducible of degree 19,937 and squaring permutes its roots, so that it is also the polynomial of
/// every second word, of every fourth, and of any sum of bits (M. Matsumoto, T. Nishimura, Mersenne Twister, 1998,
/// appendix A).
enum TwisterPolynomial {
    static let degree = 19_937

    /// The exponents of its 135 terms: the bits at these distances from any position sum to zero.
    static let exponents: [Int] = {
        var terms: Set<Int> = []
        func toggle(_ exponent: Int) {
            if terms.remove(exponent) == nil { terms.insert(exponent) }
        }
        /// (t^624 + t^397) (t^623 + t^396)^power; a binomial coefficient is odd if the choice has no binary digit in
        /// common with the rest.
        func add(power: Int) {
            for chosen in 0...power where chosen & (power - chosen) == 0 {
                let exponent = 623 * chosen + 396 * (power - chosen)
                toggle(exponent + MT19937.size)
                toggle(exponent + MT19937.distance)
            }
        }
        add(power: 31)
        for bit in 0...30 where MT19937.twist >> UInt32(bit) & 1 == 1 { add(power: 30 - bit) }
        if MT19937.twist >> 31 == 1 { toggle(0) }
        return terms.sorted()
    }()

    /// Whether bits at equal distances of a stream may be those of MT19937; also true if there are too few to decide.
    ///
    /// Of other bits, one file in 2^32 passes. Takes microseconds.
    ///
    /// - Parameter bit: a bit of the stream; nil if it is unknown.
    static func admits(count: Int, bit: (Int) -> Bool?) -> Bool {
        for start in 0..<max(0, min(32, count - degree)) {
            var sum = false
            var isKnown = true
            for exponent in exponents where isKnown {
                if let bit = bit(start + exponent) { sum = sum != bit } else { isKnown = false }
            }
            if isKnown, sum { return false }
        }
        return true
    }
}
