internal import Objects

/// A non-negative integer of any size, with the operations that seeds need: read from decimal digits, used word by
/// word.
struct Natural: Hashable, Sendable {
    /// 32 bits each, least significant first, without leading zeros: zero has none.
    let words: [UInt32]

    /// Longer numbers are refused: reading one takes quadratic time.
    static let maximumDigits = 20_000

    init(_ value: UInt64) {
        self.init(words: [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)])
    }

    /// Reads decimal digits without sign or leading zeros; nil for anything else.
    init?(decimal text: String) {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count <= Self.maximumDigits,
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            digits.count == 1 || digits[0] != UInt8(ascii: "0")
        else { return nil }
        var words: [UInt32] = []
        for start in stride(from: 0, to: digits.count, by: 9) {
            var scale: UInt64 = 1
            var carry: UInt64 = 0
            for digit in digits[start..<min(start + 9, digits.count)] {
                scale *= 10
                carry = carry * 10 + UInt64(digit - UInt8(ascii: "0"))
            }
            for index in words.indices {
                carry += UInt64(words[index]) * scale
                words[index] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            if carry > 0 { words.append(UInt32(carry)) }
        }
        self.init(words: words)
    }

    /// From 32-bit words, least significant first.
    init(words: [UInt32]) {
        self.words = Array(words[..<((words.lastIndex { $0 != 0 }).map { $0 + 1 } ?? 0)])
    }

    /// The words as a list that seeds MT19937: zero has one word.
    var key: [UInt32] { words.isEmpty ? [0] : words }

    /// The word at `index`, zero past the end.
    func word(_ index: Int) -> UInt32 {
        index < words.count ? words[index] : 0
    }
}

extension Natural {
    static func > (a: Natural, b: Int64) -> Bool {
        guard a.words.count <= 2 else { return true }
        return b < 0 || UInt64(a.word(1)) << 32 | UInt64(a.word(0)) > UInt64(b)
    }
}

extension Natural: CustomStringConvertible {
    /// Decimal digits.
    var description: String {
        var digits = ""
        var rest = words
        while !rest.isEmpty {
            var remainder: UInt64 = 0
            for index in rest.indices.reversed() {
                let (quotient, left) = (remainder << 32 | UInt64(rest[index])).quotientAndRemainder(
                    dividingBy: 1_000_000_000)
                rest[index] = UInt32(quotient)
                remainder = left
            }
            while rest.last == 0 { rest.removeLast() }
            let group = "\(remainder)"
            digits = (rest.isEmpty ? group : String(repeating: "0", count: 9 - group.count) + group) + digits
        }
        return digits.isEmpty ? "0" : digits
    }

    /// The form in parameters: above 2^53 a string.
    var json: JSONValue {
        self > JSONNumber.exactIntegers.upperBound
            ? .string("\(self)") : .integer(UInt64(word(1)) << 32 | UInt64(word(0)))
    }

    /// The words, as a JSON list.
    var listJSON: JSONValue {
        .array(key.map { .integer(UInt64($0)) })
    }
}
