/// An array of records: columns of one length, whose elements stand side by side in files (numpy's structured arrays).
final class RecordArray {
    struct Field {
        let name: String
        var values: NumberArray
    }

    private(set) var fields: [Field]
    let rows: Int

    /// Columns of `rows` elements each.
    init(_ fields: [Field], rows: Int) {
        self.fields = fields
        self.rows = rows
    }

    func find(_ name: String) -> NumberArray? { fields.first { $0.name == name }?.values }

    /// Puts elements of the column's type into it.
    func set(_ name: String, _ values: NumberArray) {
        guard let place = fields.firstIndex(where: { $0.name == name }), values.shape == [rows] else { return }
        fields[place].values = values
    }

    func taking(_ places: [Int]) -> RecordArray {
        RecordArray(
            fields.map { Field(name: $0.name, values: $0.values.gathered(places, [places.count])) },
            rows: places.count)
    }

    var bytes: [UInt8] {
        let columns = fields.map { (bytes: $0.values.bytes(), width: $0.values.type.byteCount) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(columns.reduce(0) { $0 + $1.bytes.count })
        for row in 0..<rows {
            for column in columns { bytes += column.bytes[row * column.width..<(row + 1) * column.width] }
        }
        return bytes
    }

    /// As `numpy.save` writes it.
    var npy: [UInt8] {
        let types = fields.map { "('\($0.name)', '\($0.values.descriptor ?? "")')" }
        return NpyHeader.bytes("[\(types.joined(separator: ", "))]", [rows], inFortranOrder: false) + bytes
    }
}
