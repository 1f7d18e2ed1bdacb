/// The header of an npy file: what the array in it consists of.
struct ArrayHeader {
    /// Where the first element is.
    let length: Int
    let type: ElementType
    /// How many elements a row has, the innermost dimension; 0 if there is one dimension.
    let row: Int

    init?(_ bytes: ArraySlice<UInt8>) {
        let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
        guard bytes.starts(with: magic), bytes.count > 12 else { return nil }
        let start = bytes.startIndex
        let isLong = bytes[start + 6] > 1
        let size = Int(bytes[start + 8]) | Int(bytes[start + 9]) << 8
        length = (isLong ? 12 : 10) + size
        guard length <= min(bytes.count, 4096) else { return nil }
        let text = String(decoding: bytes[start + (isLong ? 12 : 10)..<start + length], as: UTF8.self)
        guard let descr = Self.value(of: "'descr':", in: text), let opening = descr.first, opening == "'" else {
            return nil
        }
        let name = descr.dropFirst().prefix { $0 != "'" }
        guard let order = name.first, let width = Int(name.dropFirst(2)), [1, 2, 4, 8].contains(width) else {
            return nil
        }
        switch name.dropFirst().first {
        case "f" where width >= 4: type = ElementType(width, .float, isBigEndian: order == ">")
        case "i", "m", "M": type = ElementType(width, .signed, isBigEndian: order == ">")
        case "u", "b", "f": type = ElementType(width, .unsigned, isBigEndian: order == ">")
        default: return nil
        }
        let shape = Self.value(of: "'shape':", in: text)?.prefix { $0 != ")" }.dropFirst() ?? ""
        let dimensions = shape.split(separator: ",").compactMap { Int(String($0).filter { $0 != " " }) }
        let isColumnMajor = Self.value(of: "'fortran_order':", in: text)?.hasPrefix("True") ?? false
        let inner = isColumnMajor ? dimensions.first : dimensions.last
        row = dimensions.count > 1 ? max(0, min(inner ?? 0, 1 << 20)) : 0
    }

    private static func value(of key: String, in text: String) -> Substring? {
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(key) { return rest.dropFirst(key.count).drop { $0 == " " } }
            rest = rest.dropFirst()
        }
        return nil
    }
}
