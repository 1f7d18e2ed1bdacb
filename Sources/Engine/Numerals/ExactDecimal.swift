/// A finite double in decimal, exactly: every double has a finite decimal expansion. Rounding is to the nearest, ties
/// to even, as in the C library's printf and in Python.
struct ExactDecimal: Sendable {
    /// Decimal digits without leading zeros; empty for zero.
    private let digits: [UInt8]
    /// The number of digits after the point.
    private let fraction: Int

    init(_ value: Double) {
        let magnitude = value.magnitude
        guard magnitude > 0, magnitude.isFinite else {
            digits = []
            fraction = 0
            return
        }
        let exponent = Int(magnitude.exponentBitPattern)
        var mantissa = magnitude.significandBitPattern
        var power = exponent - 1075
        if exponent == 0 { power = -1074 } else { mantissa |= 1 << 52 }
        let zeros = mantissa.trailingZeroBitCount
        mantissa >>= UInt64(zeros)
        power += zeros
        // Limbs of nine digits, the least significant first.
        var limbs: [UInt64] = []
        while mantissa > 0 {
            limbs.append(mantissa % 1_000_000_000)
            mantissa /= 1_000_000_000
        }
        // m · 2^p, or m · 5^-p / 10^-p.
        let factor: UInt64 = power >= 0 ? 2 : 5
        var left = abs(power)
        while left > 0 {
            let step = min(left, power >= 0 ? 29 : 12)
            var scale: UInt64 = 1
            for _ in 0..<step { scale *= factor }
            var carry: UInt64 = 0
            for index in limbs.indices {
                carry += limbs[index] * scale
                limbs[index] = carry % 1_000_000_000
                carry /= 1_000_000_000
            }
            if carry > 0 { limbs.append(carry) }
            left -= step
        }
        var digits: [UInt8] = []
        digits.reserveCapacity(limbs.count * 9)
        for (index, limb) in limbs.reversed().enumerated() {
            var group: [UInt8] = []
            var rest = limb
            for _ in 0..<9 {
                group.append(UInt8(rest % 10))
                rest /= 10
            }
            if index == 0 { while group.last == 0 { group.removeLast() } }
            digits.append(contentsOf: group.reversed())
        }
        self.digits = digits
        fraction = power < 0 ? -power : 0
    }

    /// The power of ten of the first digit; 0 for zero.
    private var exponent: Int { digits.isEmpty ? 0 : digits.count - fraction - 1 }

    /// The first `count` digits, rounded; and whether rounding added a digit at the front.
    private func rounded(_ count: Int) -> (digits: [UInt8], hasGrown: Bool) {
        guard count < digits.count else { return (digits, false) }
        guard count >= 0 else { return ([], false) }
        var kept = Array(digits[..<count])
        let rest = digits[count...]
        let first = rest[count]
        let isUp = first > 5 || first == 5 && (rest.dropFirst().contains { $0 != 0 } || (kept.last ?? 0) % 2 == 1)
        guard isUp else { return (kept, false) }
        var at = kept.count - 1
        while at >= 0 {
            if kept[at] < 9 {
                kept[at] += 1
                return (kept, false)
            }
            kept[at] = 0
            at -= 1
        }
        return ([1] + kept, true)
    }

    /// With `places` digits after the point, as with `%.3f`.
    func fixed(_ places: Int) -> String {
        let (kept, _) = rounded(digits.count - fraction + places)
        var whole = kept
        if fraction < places { whole += [UInt8](repeating: 0, count: places - fraction) }
        if whole.count <= places { whole = [UInt8](repeating: 0, count: places + 1 - whole.count) + whole }
        let text = Self.text(whole)
        return places == 0 ? text : "\(text.prefix(whole.count - places)).\(text.suffix(places))"
    }

    /// With `places` digits after the first, as with `%.3e`.
    func scientific(_ places: Int) -> String {
        var (kept, hasGrown) = rounded(places + 1)
        var exponent = exponent
        if hasGrown {
            kept.removeLast()
            exponent += 1
        }
        if kept.count < places + 1 { kept += [UInt8](repeating: 0, count: places + 1 - kept.count) }
        let text = Self.text(kept)
        let mantissa = places == 0 ? text : "\(text.prefix(1)).\(text.dropFirst())"
        return mantissa + Self.exponentText(exponent)
    }

    /// With at most `significant` digits and no zeros at the end, as with `%.3g`.
    func general(_ significant: Int) -> String {
        let count = max(1, significant)
        var (kept, hasGrown) = rounded(count)
        var exponent = exponent
        if hasGrown {
            kept.removeLast()
            exponent += 1
        }
        while kept.last == 0 { kept.removeLast() }
        if kept.isEmpty { return "0" }
        if exponent < -4 || exponent >= count {
            let text = Self.text(kept)
            return (kept.count == 1 ? text : "\(text.prefix(1)).\(text.dropFirst())") + Self.exponentText(exponent)
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + Self.text(kept) }
        if kept.count <= exponent + 1 {
            return Self.text(kept) + String(repeating: "0", count: exponent + 1 - kept.count)
        }
        let text = Self.text(kept)
        return "\(text.prefix(exponent + 1)).\(text.dropFirst(exponent + 1))"
    }

    private static func text(_ digits: [UInt8]) -> String {
        String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }

    private static func exponentText(_ exponent: Int) -> String {
        let digits = "\(exponent.magnitude)"
        return "e\(exponent < 0 ? "-" : "+")\(digits.count < 2 ? "0" : "")\(digits)"
    }
}
