/// Base64 in its one canonical form (RFC 4648 §3.5), in the standard alphabet with padding or the URL one without.
public enum Base64 {
    /// The two alphabets of RFC 4648, §4 and §5.
    public enum Alphabet: Hashable, Sendable {
        /// `+` and `/`, padded with `=`.
        case standard
        /// `-` and `_`, without padding.
        case url
    }

    /// Encodes bytes as text without line breaks.
    public static func encode(_ bytes: some Collection<UInt8>, _ alphabet: Alphabet = .standard) -> String {
        if let text = bytes.withContiguousStorageIfAvailable({ encode(contiguous: $0, alphabet) }) { return text }
        return Array(bytes).withUnsafeBufferPointer { encode(contiguous: $0, alphabet) }
    }

    /// Nil for anything that ``encode(_:_:)`` does not produce: other characters, white space, nonzero unused bits.
    public static func decode(_ text: some StringProtocol, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        decode(utf8: text.utf8, alphabet)
    }

    /// The same for text in UTF-8.
    public static func decode(utf8 text: some Collection<UInt8>, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        if let bytes = text.withContiguousStorageIfAvailable({ decode(contiguous: $0, alphabet) }) { return bytes }
        return Array(text).withUnsafeBufferPointer { decode(contiguous: $0, alphabet) }
    }

    private static func encode(contiguous bytes: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet) -> String {
        let tail = bytes.count % 3
        let padding = alphabet == .standard && tail > 0 ? 3 - tail : 0
        let count = bytes.count / 3 * 4 + (tail > 0 ? tail + 1 : 0) + padding
        let digits = alphabet.digits
        return String(unsafeUninitializedCapacity: count) { text in
            var at = 0
            var from = 0
            while from + 3 <= bytes.count {
                let word = UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8 | UInt32(bytes[from + 2])
                text[at] = digits[Int(word >> 18)]
                text[at + 1] = digits[Int(word >> 12 & 63)]
                text[at + 2] = digits[Int(word >> 6 & 63)]
                text[at + 3] = digits[Int(word & 63)]
                from += 3
                at += 4
            }
            if tail > 0 {
                let word = UInt32(bytes[from]) << 16 | (tail == 2 ? UInt32(bytes[from + 1]) << 8 : 0)
                text[at] = digits[Int(word >> 18)]
                text[at + 1] = digits[Int(word >> 12 & 63)]
                if tail == 2 { text[at + 2] = digits[Int(word >> 6 & 63)] }
                at += tail + 1
            }
            for _ in 0..<padding {
                text[at] = UInt8(ascii: "=")
                at += 1
            }
            return at
        }
    }

    private static func decode(contiguous text: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet) -> [UInt8]? {
        var length = text.count
        if alphabet == .standard {
            guard length % 4 == 0 else { return nil }
            while length > 0, text.count - length < 2, text[length - 1] == UInt8(ascii: "=") { length -= 1 }
        }
        let tail = length % 4
        guard tail != 1 else { return nil }
        let values = alphabet.values
        // A character outside the alphabet has the value 0xff: its upper bits stay in `seen`, which is checked at the
        // end.
        var seen: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length / 4 * 3 + 2) { bytes, count in
            var from = 0
            while from + 4 <= length {
                let a = values[Int(text[from])]
                let b = values[Int(text[from + 1])]
                let c = values[Int(text[from + 2])]
                let d = values[Int(text[from + 3])]
                seen |= a | b | c | d
                bytes[count] = a << 2 | b >> 4
                bytes[count + 1] = b << 4 | c >> 2
                bytes[count + 2] = c << 6 | d
                from += 4
                count += 3
            }
            if tail > 0 {
                let a = values[Int(text[from])]
                let b = values[Int(text[from + 1])]
                let c = tail == 3 ? values[Int(text[from + 2])] : 0
                seen |= a | b | c
                // The unused bits must be zero, or two texts would have the same bytes.
                if (tail == 2 ? b << 4 : c << 6) != 0 { seen = 0xff }
                bytes[count] = a << 2 | b >> 4
                count += 1
                if tail == 3 {
                    bytes[count] = b << 4 | c >> 2
                    count += 1
                }
            }
        }
        return seen < 64 ? bytes : nil
    }
}

extension Base64.Alphabet {
    fileprivate var digits: [UInt8] {
        switch self {
        case .standard: Self.standardDigits
        case .url: Self.urlDigits
        }
    }

    /// The value of each byte as a digit; 0xff for a byte that is not one.
    fileprivate var values: [UInt8] {
        switch self {
        case .standard: Self.standardValues
        case .url: Self.urlValues
        }
    }

    private static let alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standardDigits = Array((alphanumerics + "+/").utf8)
    private static let urlDigits = Array((alphanumerics + "-_").utf8)
    private static let standardValues = values(of: standardDigits)
    private static let urlValues = values(of: urlDigits)

    private static func values(of digits: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }
}
