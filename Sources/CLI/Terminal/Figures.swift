import Objects

/// Formats numbers for people.
enum Figures {
    /// A count of bytes, exact: `8,000,000 bytes`.
    static func bytes(_ count: UInt64) -> String {
        Self.count(count, "byte")
    }

    /// A count of things: `1 event`, `14 events`, `2 branches`.
    static func count(_ count: some BinaryInteger, _ one: String) -> String {
        "\(grouped(UInt64(count.magnitude))) \(plural(one, count))"
    }

    /// How many times smaller: `80,808x`, with one decimal below ten.
    static func ratio(_ whole: UInt64, to part: UInt64) -> String {
        guard part > 0 else { return "1.0x" }
        let ratio = Double(whole) / Double(part)
        guard ratio < 10 else { return "\(grouped(UInt64(min(ratio, 1e18))))x" }
        let hundredths = Int((ratio * 100).rounded(.down))
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)x"
    }

    /// Digits in groups of three.
    static func grouped(_ number: UInt64) -> String {
        var text = ""
        for (index, digit) in "\(number)".reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

extension Figures {
    /// A count of bytes, or of another unit, rounded: `8.0 MB`.
    static func short(_ count: UInt64, _ unit: String = "B") -> String {
        var value = Double(count)
        var text = "\(count) "
        for prefix in ["", "k", "M", "G", "T"] {
            if !prefix.isEmpty {
                let tenths = Int((value * 10).rounded())
                text = value < 100 ? "\(tenths / 10).\(tenths % 10) \(prefix)" : "\(Int(value.rounded())) \(prefix)"
            }
            if value < 1000 { break }
            value /= 1000
        }
        let words = text + unit
        return words.hasSuffix(" ") ? String(words.dropLast()) : words
    }
}
