/// What a value reveals about the bits of the number that was drawn for it: linear equations over GF(2).
struct BitSight: Hashable, Sendable {
    /// The bits that are known.
    let known: UInt64
    /// Their values, zero elsewhere.
    let bits: UInt64
    /// Unknown bits that are each the opposite of bit ``turning``: 0111… and 1000… round to the same value.
    let opposed: UInt64
    let turning: Int
    /// The possible numbers, if the equations are not sufficient: other numbers may satisfy them, too.
    let numbers: ClosedRange<UInt64>?

    /// The bits of `mask` are those of `bits`.
    init(bits: UInt64, of mask: UInt64) {
        known = mask
        self.bits = bits & mask
        opposed = 0
        turning = 0
        numbers = nil
    }

    /// The number of `width` bits is one of `numbers`: the equations that all of these satisfy.
    init(_ numbers: ClosedRange<UInt64>, width: Int) {
        self.numbers = numbers
        let (low, high) = (numbers.lowerBound, numbers.upperBound)
        let difference = low ^ high
        turning = difference == 0 ? 0 : 63 - difference.leadingZeroBitCount
        // The bits from the first one in which the bounds differ.
        let open = difference == 0 ? 0 : UInt64.max >> UInt64(difference.leadingZeroBitCount)
        known = UInt64.max >> UInt64(64 - width) & ~open
        bits = low & known
        // Below the turning bit, numbers of the lower half begin with ones, those of the upper half with zeros.
        let shift = UInt64(64 - turning)
        let ones = (~(low << shift)).leadingZeroBitCount
        let zeros = (high << shift).leadingZeroBitCount
        let common = min(ones, zeros, turning)
        opposed = common == 0 ? 0 : (1 << UInt64(common) - 1) << UInt64(turning - common)
    }

    /// The number of equations.
    var count: Int { known.nonzeroBitCount + opposed.nonzeroBitCount }

    /// A bit's value; nil if it is unknown.
    func bit(_ place: Int) -> Bool? {
        known >> UInt64(place) & 1 == 1 ? bits >> UInt64(place) & 1 == 1 : nil
    }
}

/// How a number is composed of the words of a stream.
enum WordPattern: Sendable {
    /// 53 bits: the upper 27 of one word, the upper 26 of the next.
    case uniform
    /// The bits of one word.
    case word
    /// The bits of two words, the first the upper half.
    case twoWords

    /// The number of words of a number.
    var words: Int { self == .word ? 1 : 2 }

    /// The maximum number of bits of a number.
    var width: Int {
        switch self {
        case .uniform: 53
        case .word: 32
        case .twoWords: 64
        }
    }

    /// The position of a bit of the number: which of its words, and which bit there.
    func place(_ bit: Int) -> (word: Int, bit: Int) {
        switch self {
        case .uniform: bit < 26 ? (1, bit + 6) : (0, bit - 26 + 5)
        case .word: (0, bit)
        case .twoWords: bit < 32 ? (1, bit) : (0, bit - 32)
        }
    }
}

extension UInt64 {
    /// The positions of the bits that are set, lowest first.
    var setBits: [Int] {
        var places: [Int] = []
        var rest = self
        while rest != 0 {
            places.append(rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
        return places
    }
}
