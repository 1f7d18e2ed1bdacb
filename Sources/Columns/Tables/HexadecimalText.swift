/// Hexadecimal numbers of as many digits each.
enum HexadecimalText {
    static func write(_ number: Int64, _ width: Int, _ isUpper: Bool, to out: inout [UInt8]) {
        let letters = (isUpper ? UInt8(ascii: "A") : UInt8(ascii: "a")) - 10
        for digit in stride(from: width - 1, through: 0, by: -1) {
            let value = UInt8(truncatingIfNeeded: UInt64(bitPattern: number) >> UInt64(4 * digit)) & 15
            out.append(value < 10 ? UInt8(ascii: "0") + value : letters + value)
        }
    }

    /// nil unless the cell has only digits, with letters of one case.
    static func number(_ cell: ArraySlice<UInt8>, isUpper: Bool) -> Int64? {
        guard !cell.isEmpty, cell.count <= 16 else { return nil }
        var number: UInt64 = 0
        let letters = isUpper ? UInt8(ascii: "A") : UInt8(ascii: "a")
        for byte in cell {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
            case letters..<letters + 6: number = number << 4 | UInt64(byte - letters + 10)
            default: return nil
            }
        }
        return Int64(bitPattern: number)
    }
}
