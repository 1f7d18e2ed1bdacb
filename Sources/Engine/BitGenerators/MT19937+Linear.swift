/// The Mersenne twister as a linear map over GF(2), which all of it is.
extension MT19937 {
    /// The word of the state that makes an output: the inverse of ``temper(_:)``.
    static func untemper(_ output: UInt32) -> UInt32 {
        var word = output
        word ^= word >> 18
        word ^= word << 15 & 0xefc6_0000
        // Each round recovers as many bits as the shift is wide.
        let left = word
        for _ in 0..<4 { word = left ^ word << 7 & 0x9d2c_5680 }
        let right = word
        for _ in 0..<2 { word = right ^ word >> 11 }
        return word
    }

    /// For each bit of an output, the bits of the state word whose sum it is.
    static let tempering = sources(of: temper)
    /// For each bit of a state word, the bits of its output whose sum it is.
    static let untempering = sources(of: untemper)

    /// What the recurrence adds to a word if the lowest bit of the word after the oldest is set.
    static let twist: UInt32 = 0x9908_b0df

    private static func sources(of map: (UInt32) -> UInt32) -> [UInt32] {
        var sources = [UInt32](repeating: 0, count: 32)
        for source in 0..<32 {
            let image = map(1 << UInt32(source))
            for bit in 0..<32 where image >> UInt32(bit) & 1 == 1 { sources[bit] |= 1 << UInt32(source) }
        }
        return sources
    }
}
