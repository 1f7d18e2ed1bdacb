/// The records of a member of the zip archives that `numpy.savez` and `savez_compressed` write, in memory.
struct StoredMember {
    let name: String
    let size, compressed: UInt64
    let isDeflated: Bool
    let offset: UInt64
    let crc: UInt32

    private static func append<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    private func appendCommon(to bytes: inout [UInt8]) {
        Self.append(45 as UInt16, to: &bytes)  // version 4.5, for ZIP64
        Self.append(0 as UInt16, to: &bytes)
        Self.append((isDeflated ? 8 : 0) as UInt16, to: &bytes)
        Self.append(0 as UInt16, to: &bytes)
        Self.append((1 << 5 | 1) as UInt16, to: &bytes)  // 1980-01-01
        Self.append(crc, to: &bytes)
    }

    var localHeader: [UInt8] {
        var bytes: [UInt8] = []
        Self.append(0x0403_4b50 as UInt32, to: &bytes)
        appendCommon(to: &bytes)
        Self.append(UInt32.max, to: &bytes)
        Self.append(UInt32.max, to: &bytes)
        Self.append(UInt16(clamping: name.utf8.count), to: &bytes)
        Self.append(20 as UInt16, to: &bytes)
        bytes += Array(name.utf8)
        Self.append(1 as UInt16, to: &bytes)
        Self.append(16 as UInt16, to: &bytes)
        Self.append(size, to: &bytes)
        Self.append(compressed, to: &bytes)
        return bytes
    }

    /// The central directory. Programs write less than 2 GiB, so that nothing in it needs ZIP64.
    static func directory(_ members: [StoredMember], at offset: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        for member in members {
            append(0x0201_4b50 as UInt32, to: &bytes)
            append((3 << 8 | 45) as UInt16, to: &bytes)
            member.appendCommon(to: &bytes)
            append(UInt32(clamping: member.compressed), to: &bytes)
            append(UInt32(clamping: member.size), to: &bytes)
            append(UInt16(clamping: member.name.utf8.count), to: &bytes)
            for _ in 0..<4 { append(0 as UInt16, to: &bytes) }
            append((0o600 << 16) as UInt32, to: &bytes)
            append(UInt32(clamping: member.offset), to: &bytes)
            bytes += Array(member.name.utf8)
        }
        let size = bytes.count
        append(0x0605_4b50 as UInt32, to: &bytes)
        append(0 as UInt32, to: &bytes)
        append(UInt16(clamping: members.count), to: &bytes)
        append(UInt16(clamping: members.count), to: &bytes)
        append(UInt32(clamping: size), to: &bytes)
        append(UInt32(clamping: offset), to: &bytes)
        append(0 as UInt16, to: &bytes)
        return bytes
    }
}
