/// The white space of a JSON text; no value is parsed or rewritten.
enum JSONLayout {
    private static let indentation = 2

    /// A valid JSON text with a line for each member and element, indented by `depth` more levels; nil if that would
    /// exceed `limit` bytes.
    static func indented(_ json: [UInt8], depth start: Int = 0, limit: Int) -> [UInt8]? {
        var out: [UInt8] = []
        var depth = start
        var isInString = false
        var isEscaped = false
        var isOpen = false  // directly after an opening bracket
        func line() {
            out.append(UInt8(ascii: "\n"))
            out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * indentation))
        }
        for byte in json {
            if out.count > limit { return nil }
            if isInString {
                out.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            if byte <= 0x20 { continue }
            let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            if closes { depth -= 1 }
            if isOpen != closes { line() }
            isOpen = false
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                isOpen = true
            case UInt8(ascii: "\""): isInString = true
            default: break
            }
            out.append(byte)
            if byte == UInt8(ascii: ":") { out.append(UInt8(ascii: " ")) }
            if byte == UInt8(ascii: ",") { line() }
        }
        return out.count > limit ? nil : out
    }

    /// A JSON text without white space outside strings.
    static func compact(_ json: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte <= 0x20 {
                continue
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            }
            out.append(byte)
        }
        return out
    }
}
