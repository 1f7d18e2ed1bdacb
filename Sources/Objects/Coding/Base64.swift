internal import FoundationEssentials

/// Base64 in its one canonical form (RFC 4648 §3.5), in the standard alphabet with padding or the URL one without.
public enum Base64 {
    public enum Alphabet: Hashable, Sendable {
        /// `+` and `/`, padded with `=`.
        case standard
        /// `-` and `_`, without padding.
        case url
    }

    public static func encode(_ bytes: some Collection<UInt8>, _ alphabet: Alphabet = .standard) -> String {
        let text = Data(bytes).base64EncodedString()
        switch alphabet {
        case .standard: return text
        case .url:
            return String(
                decoding: text.utf8.lazy.filter { $0 != UInt8(ascii: "=") }.map {
                    switch $0 {
                    case UInt8(ascii: "+"): UInt8(ascii: "-")
                    case UInt8(ascii: "/"): UInt8(ascii: "_")
                    default: $0
                    }
                }, as: UTF8.self)
        }
    }

    /// Nil for anything that ``encode(_:_:)`` would not have written: other characters, white space, loose bits.
    public static func decode(_ text: some StringProtocol, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        var units = Array(text.utf8)
        if alphabet == .url {
            for index in units.indices {
                switch units[index] {
                case UInt8(ascii: "-"): units[index] = UInt8(ascii: "+")
                case UInt8(ascii: "_"): units[index] = UInt8(ascii: "/")
                case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
                default: break
                }
            }
            units.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - units.count % 4) % 4))
        }
        guard let data = Data(base64Encoded: Data(units)) else { return nil }
        let bytes = [UInt8](data)
        return encode(bytes, alphabet).utf8.elementsEqual(text.utf8) ? bytes : nil
    }
}
