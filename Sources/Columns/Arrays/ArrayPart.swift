/// Rows of fixed length, each with the same fields (docs/format.md §5.5).
struct ArrayPart {
    let fields: [ElementType]
    let rows: Int

    static let maximumFields = 64

    var stride: Int { fields.reduce(0) { $0 + $1.width } }

    /// - Parameters:
    ///   - start: where the first row begins; all rows must lie within the bytes.
    ///   - gridRow: how many rows of the array are a row of a grid; 0 if unknown.
    func encode(_ bytes: [UInt8], from start: Int, gridRow: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.append(varint: rows)
        out.append(UInt8(fields.count))
        out += fields.map(\.code)
        var offset = start
        let stride = stride
        for field in fields {
            let bits = (0..<rows).map { field.bits(bytes, at: offset + $0 * stride) }
            out += ArrayLane.encode(bits, field, row: gridRow)
            offset += field.width
        }
        return out
    }

    /// Decodes a part of at most `limit` bytes.
    static func decode(_ reader: inout StoredReader, limit: Int) throws(ColumnsError) -> [UInt8] {
        let rows = try reader.count("the number of rows", upTo: limit)
        let count = Int(try reader.byte())
        guard (1...maximumFields).contains(count) else { throw ColumnsError("an array has \(count) fields") }
        var fields: [ElementType] = []
        for _ in 0..<count {
            guard let field = ElementType(code: try reader.byte()) else { throw ColumnsError("an unknown type") }
            fields.append(field)
        }
        let stride = fields.reduce(0) { $0 + $1.width }
        guard rows <= limit / stride else { throw ColumnsError("an array is longer than its frame") }
        var bytes = [UInt8](repeating: 0, count: rows * stride)
        var offset = 0
        for field in fields {
            let bits = try ArrayLane.decode(&reader, count: rows, field)
            field.store(bits, into: &bytes, at: offset, stride: stride)
            offset += field.width
        }
        return bytes
    }
}
