/// Integers in 0 ... `bound` from random bits, as numpy draws them (numpy distributions.c).
enum BoundedInteger {
    /// By D. Lemire's method, "Fast random integer generation in an interval", 2019: a multiplication instead of a division,
    /// on 32 bits where they do. Nothing is drawn for 0.
    @inline(__always)
    static func multiplied(_ bound: UInt64, next32: () -> UInt32, next64: () -> UInt64) -> UInt64 {
        if bound == 0 { return 0 }
        guard let narrow = UInt32(exactly: bound) else { return multiplied(bound, next64) }
        return UInt64(multiplied(narrow, next32))
    }

    @inline(__always)
    private static func multiplied<Word: FixedWidthInteger & UnsignedInteger>(_ bound: Word, _ next: () -> Word) -> Word
    where Word.Magnitude == Word {
        guard bound < .max else { return next() }
        let count = bound + 1
        var product = next().multipliedFullWidth(by: count)
        if product.low < count {
            let threshold = (0 &- count) % count
            while product.low < threshold { product = next().multipliedFullWidth(by: count) }
        }
        return product.high
    }

    /// By masked rejection, as RandomState and shuffles draw. Nothing is drawn for 0.
    @inline(__always)
    static func masked(_ bound: UInt64, next32: () -> UInt32, next64: () -> UInt64) -> UInt64 {
        if bound == 0 { return 0 }
        let mask = UInt64.max >> UInt64(bound.leadingZeroBitCount)
        while true {
            let draw = (bound <= UInt64(UInt32.max) ? UInt64(next32()) : next64()) & mask
            if draw <= bound { return draw }
        }
    }
}
