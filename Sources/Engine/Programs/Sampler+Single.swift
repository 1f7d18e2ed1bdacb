extension Sampler {
    /// A standard normal of 32 bits (numpy distributions.c, `random_standard_normal_f`).
    func singleNormal() -> Float {
        while true {
            let draw = bits.next32()
            let index = Int(draw & 0xff)
            let steps = draw >> 9 & 0x7fffff
            let layer = SingleZiggurat.layers[index]
            var value = Float(steps) * layer.width
            if draw >> 8 & 1 == 1 { value = -value }
            if steps < layer.steps { return value }
            if index == 0 {
                while true {
                    let beyond = -0.27366123732975828 as Float * Float(Elementary.log1p(-Double(bits.single())))
                    let bound = -Float(Elementary.log1p(-Double(bits.single())))
                    if bound + bound > beyond * beyond {
                        let edge: Float = 3.6541528853610088
                        return steps >> 8 & 1 == 1 ? -(edge + beyond) : edge + beyond
                    }
                }
            }
            let inner = SingleZiggurat.layers[index - 1].height
            let height = (inner - layer.height) * bits.single() + layer.height
            let exponent = -0.5 * Double(value) * Double(value)
            if Double(height) < Libm.exp(exponent) { return value }
        }
    }

    /// Integers of short types: several from one draw of 32 bits.
    struct ShortDraws {
        private var buffer: UInt32 = 0
        private var left = 0

        /// The next `width` bits.
        mutating func next(_ width: UInt32, _ bits: BitStream) -> UInt32 {
            if left == 0 {
                buffer = bits.next32()
                left = 32 / Int(width) - 1
            } else {
                buffer >>= width
                left -= 1
            }
            return buffer & (1 << width - 1)
        }

        /// An integer in 0 ... `bound` of this many bits, by masks or by Lemire's method.
        mutating func integer(through bound: UInt32, _ width: UInt32, isMasked: Bool, _ bits: BitStream) -> UInt32 {
            let full: UInt32 = 1 << width - 1
            if bound == 0 { return 0 }
            if bound == full { return next(width, bits) }
            if isMasked {
                let mask = UInt32.max >> UInt32(bound.leadingZeroBitCount)
                while true {
                    let draw = next(width, bits) & mask
                    if draw <= bound { return draw }
                }
            }
            let count = bound + 1
            var product = next(width, bits) * count
            if product & full < count {
                let threshold = (full - bound) % count
                while product & full < threshold { product = next(width, bits) * count }
            }
            return product >> width
        }
    }
}
