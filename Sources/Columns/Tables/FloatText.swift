internal import CPrint

/// How the doubles of a column are written.
struct FloatText: Hashable {
    enum Style: UInt8 {
        /// The fewest digits that give the same double, as `repr` of Python.
        case shortest = 0
        /// As `%.*g` of C.
        case general = 1
        /// As `%.*e` of C.
        case scientific = 2
    }

    let style: Style
    /// Of ``Style/general`` and ``Style/scientific``.
    let precision: Int

    static let maximumPrecision = 20

    static let candidates: [FloatText] = [
        FloatText(style: .shortest, precision: 0), FloatText(style: .general, precision: 17),
        FloatText(style: .scientific, precision: 18), FloatText(style: .scientific, precision: 16),
        FloatText(style: .general, precision: 16), FloatText(style: .general, precision: 15),
    ]

    func write(_ value: Double, to out: inout [UInt8]) {
        switch style {
        case .shortest: out += value.description.utf8
        case .general, .scientific:
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
                let length = at1_print_double(
                    buffer.baseAddress, buffer.count, value, Int32(precision), style == .scientific)
                out += UnsafeRawBufferPointer(buffer)[..<length]
            }
        }
    }

    /// The double; nil unless it would be written with exactly these bytes.
    func value(_ cell: ArraySlice<UInt8>, scratch: inout [UInt8]) -> Double? {
        guard let first = cell.first, cell.count <= 32, first == UInt8(ascii: "-") || (first >= 48 && first <= 57),
            let value = Double(String(decoding: cell, as: UTF8.self)), value.isFinite, value.magnitude < 1e15
        else { return nil }
        scratch.removeAll(keepingCapacity: true)
        write(value, to: &scratch)
        return scratch.elementsEqual(cell) ? value : nil
    }
}
