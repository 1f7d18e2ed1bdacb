import Objects

/// Paths as they are printed: names with control characters are quoted as in git.
extension TreePath {
    var quoted: String {
        let plain = bytes.allSatisfy {
            $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if plain, let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = "\""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(Unicode.Scalar(byte))
            case UInt8(ascii: "\n"): text += "\\n"
            case UInt8(ascii: "\t"): text += "\\t"
            case UInt8(ascii: "\r"): text += "\\r"
            case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let octal = String(byte, radix: 8)
                text += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
            }
        }
        return text + "\""
    }

    /// For JSON: the path, and its bytes in hexadecimal if they are not UTF-8.
    func add(to object: inout JSONObject) {
        object["path"] = .string(description)
        if String(validating: bytes, as: UTF8.self) == nil { object["path_bytes"] = .string(Hex.encode(bytes)) }
    }
}
