/// Words that are numbers.
struct Numbers {
    let values: [Double]
    /// Half a unit of the last decimal; zero where they have all their digits.
    let slack: Double

    /// Nil if one is no number.
    init?(_ words: ArraySlice<ArraySlice<UInt8>>) {
        var values: [Double] = []
        var places = 0
        var isShort = true
        for word in words {
            guard let (value, decimals) = Self.read(word) else { return nil }
            values.append(value)
            if let decimals { places = max(places, decimals) } else { isShort = false }
        }
        guard !values.isEmpty else { return nil }
        if places == 0, isShort { values = values.map { $0 + 0.5 } }
        self.values = values
        slack = isShort && places <= 8 ? 0.5 * Libm.pow(10, -Double(places)) : 0
    }

    /// What to look up of numbers in rows of `width`.
    func sample(width: Int) -> Sample {
        let areWhole = slack == 0.5
        return Sample(
            heads: FileLook.heads(values, slack: slack, width: width),
            symbols: areWhole ? Symbols(values.compactMap { Int64(exactly: $0 - 0.5) }) : nil)
    }

    /// Whether they count in equal steps.
    var count: Bool {
        guard values.count > 2 else { return false }
        return slack == 0.5 && zip(values.dropFirst(), values).allSatisfy { $0 - $1 == 1 }
    }

    /// Whether so many whole numbers rise in steps of their own, as those that were drawn one by one do not.
    var climbs: Bool {
        let steps = zip(values.dropFirst(), values).map { $0 - $1 }
        return slack == 0.5 && values.count >= 20 && steps.allSatisfy { $0 > 0 } && Set(steps).count > 1
    }

    /// The number, and its decimals if it has no exponent; nil for another word.
    private static func read(_ word: ArraySlice<UInt8>) -> (Double, Int?)? {
        var mantissa: Int64 = 0
        var digits = 0
        var decimals = -1
        var isNegative = false
        for (place, byte) in word.enumerated() {
            switch byte {
            case 48...57 where digits < 15:
                mantissa = mantissa * 10 + Int64(byte - 48)
                digits += 1
                if decimals >= 0 { decimals += 1 }
            case UInt8(ascii: ".") where decimals < 0: decimals = 0
            case UInt8(ascii: "-") where place == 0: isNegative = true
            case UInt8(ascii: "+") where place == 0: continue
            default:
                let text = String(decoding: word, as: UTF8.self)
                guard let value = Double(text), value.isFinite else { return nil }
                guard !text.contains("e"), let point = text.firstIndex(of: ".") else { return (value, nil) }
                return (value, text.distance(from: point, to: text.endIndex) - 1)
            }
        }
        guard digits > 0 else { return nil }
        let scale = decimals > 0 ? powers[decimals] : 1
        let value = Double(mantissa) / scale
        return (isNegative ? -value : value, max(0, decimals))
    }

    private static let powers: [Double] = (0...15).map { Libm.pow(10, Double($0)) }
}
