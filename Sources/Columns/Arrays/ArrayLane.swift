/// One field of every row of an array (docs/format.md §5.5).
enum ArrayLane {
    private enum Form: UInt8 {
        /// By the bits, in the order of the values.
        case plain = 0
        /// As decimals, with a list of those that are none.
        case decimal = 1
    }

    static func encode(_ bits: [UInt64], _ type: ElementType, row: Int) -> [UInt8] {
        let plain = { [Form.plain.rawValue] + NumberBlock.encode(bits.map(type.number), row: row) }
        guard let decimal = DecimalFloats.choose(bits, type) else { return plain() }
        var integers: [Int64] = []
        integers.reserveCapacity(bits.count)
        var exceptions: [(at: Int, bits: UInt64)] = []
        var before: Int64 = 0
        for (index, value) in bits.enumerated() {
            if let integer = decimal.integer(value) {
                before = integer
            } else {
                exceptions.append((index, value))
            }
            integers.append(before)
        }
        var out = [Form.decimal.rawValue, UInt8(decimal.places)]
        out.append(varint: exceptions.count)
        out += NumberBlock.encode(exceptions.map { Int64($0.at) })
        out += NumberBlock.encode(exceptions.map { type.number($0.bits) })
        out += NumberBlock.encode(integers, row: row)
        guard decimal.places > 6 || type.width == 4 else { return out }
        let other = plain()
        return out.count < other.count ? out : other
    }

    static func decode(_ reader: inout StoredReader, count: Int, _ type: ElementType) throws(ColumnsError) -> [UInt64] {
        guard let form = Form(rawValue: try reader.byte()) else { throw ColumnsError("an unknown form of an array") }
        switch form {
        case .plain: return try NumberBlock.decode(&reader, count: count).map(type.bits)
        case .decimal:
            let places = Int(try reader.byte())
            guard type.kind == .float, places <= DecimalFloats.maximumPlaces else {
                throw ColumnsError("decimals with \(places) places")
            }
            let exceptions = try reader.count("the number of exceptions", upTo: count)
            let positions = try NumberBlock.decode(&reader, count: exceptions)
            let values = try NumberBlock.decode(&reader, count: exceptions)
            let decimal = DecimalFloats(places: places, type: type)
            var bits = try NumberBlock.decode(&reader, count: count).map(decimal.bits)
            for (position, value) in zip(positions, values) {
                guard let at = Int(exactly: position), bits.indices.contains(at) else {
                    throw ColumnsError("an exception is outside its array")
                }
                bits[at] = type.bits(value)
            }
            return bits
        }
    }
}
