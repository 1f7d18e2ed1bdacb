/// Binary fields, written as ``ByteReader`` reads them.
extension [UInt8] {
    package mutating func append<Value: FixedWidthInteger & UnsignedInteger>(integer value: Value) {
        for shift in stride(from: Value.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    // The widths of tables with an entry for every object, which other modules cannot specialise.
    package mutating func append(integer value: UInt32) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    package mutating func append(integer value: UInt64) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    package mutating func append(varint value: UInt64) {
        var value = value
        while value >= 0x80 {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(value))
    }

    package mutating func append(_ digest: Digest) {
        digest.append(to: &self)
    }
}
