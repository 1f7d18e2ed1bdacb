/// The binary digits of the fraction of π, with which Blowfish begins (Schneier 1993).
enum PiFraction {
    /// The first `count` words of 32 bits.
    static func words(_ count: Int) -> [UInt32] {
        // Machin: π = 16 arctan(1/5) − 4 arctan(1/239). Word 0 is the integer part; a few more words absorb the
        // rounding errors.
        let length = count + 5
        var sum = [UInt32](repeating: 0, count: length)
        add(16, over: 5, to: &sum, isPositive: true)
        add(4, over: 239, to: &sum, isPositive: false)
        return Array(sum[1...count])
    }

    /// Adds or subtracts `factor` · arctan(1/`divisor`).
    private static func add(_ factor: UInt32, over divisor: UInt32, to sum: inout [UInt32], isPositive: Bool) {
        var power = [UInt32](repeating: 0, count: sum.count)
        power[0] = factor
        divide(&power, by: divisor, from: 0)
        var first = 0
        var odd: UInt32 = 1
        var adds = isPositive
        while first < power.count {
            var term = power
            divide(&term, by: odd, from: first)
            accumulate(term, in: &sum, from: first, adds: adds)
            divide(&power, by: divisor * divisor, from: first)
            while first < power.count, power[first] == 0 { first += 1 }
            odd += 2
            adds.toggle()
        }
    }

    private static func divide(_ number: inout [UInt32], by divisor: UInt32, from first: Int) {
        var rest: UInt64 = 0
        number.withUnsafeMutableBufferPointer { number in
            for index in first..<number.count {
                let dividend = rest << 32 | UInt64(number[index])
                number[index] = UInt32(dividend / UInt64(divisor))
                rest = dividend % UInt64(divisor)
            }
        }
    }

    private static func accumulate(_ term: [UInt32], in sum: inout [UInt32], from first: Int, adds: Bool) {
        var carry: UInt64 = 0
        var index = sum.count - 1
        while index >= first || (carry > 0 && index >= 0) {
            let other = (index >= first ? UInt64(term[index]) : 0) + carry
            let own = UInt64(sum[index])
            let result = adds ? own + other : own &- other
            sum[index] = UInt32(truncatingIfNeeded: result)
            carry = adds ? result >> 32 : (own < other ? 1 : 0)
            index -= 1
        }
    }
}
