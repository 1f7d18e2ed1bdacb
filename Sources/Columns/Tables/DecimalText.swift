/// How the decimal numbers of a column are written.
struct DecimalText: Hashable {
    enum Zeros: UInt8 {
        /// Always as many places.
        case kept = 0
        /// Zeros at the end are left out, and the point if nothing follows it.
        case trimmed = 1
        /// Zeros at the end are left out, but for one after the point.
        case trimmedToOne = 2
    }

    enum Padding: UInt8 {
        case none = 0
        case spacesBefore = 1
        case spacesAfter = 2
        /// Behind the sign.
        case zeros = 3
    }

    var places = 0
    var zeros = Zeros.kept
    var padding = Padding.none
    /// The length that the padding reaches.
    var width = 0
    /// Whether a number below 1 starts with its point.
    var omitsZero = false

    static let maximumPlaces = 18

    // MARK: Coding

    func encode(into out: inout [UInt8]) {
        out.append(zeros.rawValue | padding.rawValue << 2 | (omitsZero ? 16 : 0))
        out.append(UInt8(places))
        out.append(UInt8(width))
    }

    init() {}

    init(_ reader: inout StoredReader) throws(ColumnsError) {
        let flags = try reader.byte()
        places = Int(try reader.byte())
        width = Int(try reader.byte())
        guard flags < 32, let zeros = Zeros(rawValue: flags & 3), let padding = Padding(rawValue: flags >> 2 & 3),
            places <= Self.maximumPlaces
        else { throw ColumnsError("an unknown form of decimals") }
        self.zeros = zeros
        self.padding = padding
        omitsZero = flags & 16 != 0
    }

    // MARK: Writing

    func write(_ number: Int64, to out: inout [UInt8]) {
        // From the last byte to the first. 19 digits and as many places, a zero, the point and the sign.
        var text = InlineArray<48, UInt8>(repeating: 0)
        var start = text.count
        func prepend(_ byte: UInt8) {
            start -= 1
            text[start] = byte
        }
        let zero = UInt8(ascii: "0")
        var rest = number.magnitude
        var placesLeft = places
        if zeros != .kept {
            let least = zeros == .trimmedToOne ? min(1, places) : 0
            while placesLeft > least, rest % 10 == 0 {
                rest /= 10
                placesLeft -= 1
            }
        }
        let hasPoint = placesLeft > 0
        while placesLeft > 0 {
            prepend(zero + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            placesLeft -= 1
        }
        if hasPoint { prepend(UInt8(ascii: ".")) }
        if rest == 0, !(omitsZero && hasPoint) { prepend(zero) }
        while rest > 0 {
            prepend(zero + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        let missing = max(0, width - (text.count - start) - (number < 0 ? 1 : 0))
        if padding == .spacesBefore { for _ in 0..<missing { out.append(UInt8(ascii: " ")) } }
        if number < 0 { out.append(UInt8(ascii: "-")) }
        if padding == .zeros { for _ in 0..<missing { out.append(zero) } }
        text.span.extracting(start...).withUnsafeBytes { out += $0 }
        if padding == .spacesAfter { for _ in 0..<missing { out.append(UInt8(ascii: " ")) } }
    }

    // MARK: Reading

    /// The number as an integer of `10^-places`; nil unless it would be written with exactly these bytes.
    func number(_ cell: ArraySlice<UInt8>, scratch: inout [UInt8]) -> Int64? {
        guard let parsed = Parsed(cell), parsed.places <= places, zeros != .kept || parsed.places == places else {
            return nil
        }
        var magnitude = parsed.digits
        for _ in 0..<places - parsed.places {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
        }
        guard magnitude < 1 << 63 else { return nil }
        let number = parsed.isNegative ? -Int64(magnitude) : Int64(magnitude)
        scratch.removeAll(keepingCapacity: true)
        write(number, to: &scratch)
        return scratch.elementsEqual(cell) ? number : nil
    }

    /// A number of at most 18 digits, with spaces on one side.
    struct Parsed {
        var digits: UInt64 = 0
        var places = 0
        var digitCount = 0
        var isNegative = false
        var hasPoint = false
        var startsWithPoint = false
        var startsWithZero = false
        var endsWithZero = false

        init?(_ cell: ArraySlice<UInt8>) {
            var at = cell.startIndex
            var end = cell.endIndex
            while at < end, cell[at] == UInt8(ascii: " ") { at += 1 }
            while end > at, cell[end - 1] == UInt8(ascii: " ") { end -= 1 }
            if at < end, cell[at] == UInt8(ascii: "-") {
                isNegative = true
                at += 1
            }
            let first = at
            while at < end {
                let byte = cell[at]
                if byte == UInt8(ascii: ".") {
                    guard !hasPoint else { return nil }
                    hasPoint = true
                    startsWithPoint = at == first
                } else {
                    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                    if at == first, byte == UInt8(ascii: "0") { startsWithZero = true }
                    digits = digits &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
                    digitCount += 1
                    if hasPoint { places += 1 }
                }
                at += 1
            }
            guard digitCount > 0, digitCount <= 18 else { return nil }
            endsWithZero = hasPoint && cell[end - 1] == UInt8(ascii: "0")
            if places == 0, hasPoint { return nil }
        }
    }

    /// The forms that fit most cells of a sample, the likeliest first.
    static func candidates(_ cells: [ArraySlice<UInt8>]) -> [DecimalText] {
        let parsed = cells.compactMap { cell in Parsed(cell).map { (cell, $0) } }
        guard let first = parsed.first, parsed.count * 3 >= cells.count else { return [] }
        var form = DecimalText()
        form.places = parsed.map(\.1.places).max() ?? 0
        form.omitsZero = parsed.contains { $0.1.startsWithPoint }
        if parsed.contains(where: { $0.1.places != form.places }) {
            form.zeros = parsed.contains { $0.1.places == 1 && $0.1.endsWithZero } ? .trimmedToOne : .trimmed
        }
        let isOfOneLength = parsed.allSatisfy { $0.0.count == first.0.count } && first.0.count < 256
        let hasSpaceBefore = parsed.contains { $0.0.first == UInt8(ascii: " ") }
        let hasSpaceAfter = parsed.contains { $0.0.last == UInt8(ascii: " ") }
        if isOfOneLength, hasSpaceBefore || hasSpaceAfter {
            form.padding = hasSpaceBefore ? .spacesBefore : .spacesAfter
            form.width = first.0.count
        } else if parsed.contains(where: { $0.1.startsWithZero && $0.1.digitCount - $0.1.places > 1 }) {
            form.padding = .zeros
            form.width = parsed.filter(\.1.startsWithZero).map(\.0.count).max() ?? 0
        }
        var forms = [form]
        if form.zeros != .kept {
            // Most may have as many places, and a few be written otherwise.
            var counts: [Int: Int] = [:]
            for (_, number) in parsed { counts[number.places, default: 0] += 1 }
            if let (places, _) = counts.max(by: { $0.value < $1.value }) {
                form.places = places
                form.zeros = .kept
                forms.append(form)
            }
        }
        return forms
    }
}
