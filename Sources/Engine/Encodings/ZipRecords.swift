/// The records of the zip archives that Python's zipfile writes for `numpy.savez`: every member stored, with its local
/// sizes in a ZIP64 field whether or not they need one, dated 1980-01-01 (APPNOTE.TXT §4.3; CPython Lib/zipfile).
struct ZipMember: Sendable {
    let name: String
    /// In bytes. Members are stored, so this is the size in the archive too.
    let size: UInt64
    /// Where the local header begins.
    let offset: UInt64
    var crc: UInt32 = 0

    /// Larger sizes and offsets are stored in a ZIP64 field.
    static let limit: UInt64 = 1 << 31 - 1
    /// ZIP64 needs version 4.5 of the format.
    private static let version: UInt16 = 45
    /// 1980-01-01 in MS-DOS format.
    private static let date: UInt16 = 1 << 5 | 1

    var localHeader: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: 0x0403_4b50 as UInt32)
        bytes.append(little: Self.version)
        bytes.append(little: 0 as UInt16)  // flags
        appendCommon(to: &bytes)
        bytes.append(little: UInt32.max)
        bytes.append(little: UInt32.max)
        bytes.append(little: UInt16(name.utf8.count))
        bytes.append(little: 20 as UInt16)
        bytes.append(contentsOf: name.utf8)
        Self.appendExtra([size, size], to: &bytes)
        return bytes
    }

    var centralHeader: [UInt8] {
        var large: [UInt64] = []
        if size > Self.limit { large += [size, size] }
        if offset > Self.limit { large.append(offset) }
        let shownSize = size > Self.limit ? UInt32.max : UInt32(size)
        var bytes: [UInt8] = []
        bytes.append(little: 0x0201_4b50 as UInt32)
        bytes.append(little: 3 << 8 | Self.version)  // made on Unix
        bytes.append(little: Self.version)
        bytes.append(little: 0 as UInt16)  // flags
        appendCommon(to: &bytes)
        bytes.append(little: shownSize)
        bytes.append(little: shownSize)
        bytes.append(little: UInt16(name.utf8.count))
        bytes.append(little: large.isEmpty ? 0 : UInt16(4 + large.count * 8))
        bytes.append(little: 0 as UInt16)  // comment
        bytes.append(little: 0 as UInt16)  // disk
        bytes.append(little: 0 as UInt16)  // internal attributes
        bytes.append(little: 0o600 << 16 as UInt32)
        bytes.append(little: offset > Self.limit ? UInt32.max : UInt32(offset))
        bytes.append(contentsOf: name.utf8)
        if !large.isEmpty { Self.appendExtra(large, to: &bytes) }
        return bytes
    }

    /// Method, time, date and checksum, common to both headers.
    private func appendCommon(to bytes: inout [UInt8]) {
        bytes.append(little: 0 as UInt16)  // stored
        bytes.append(little: 0 as UInt16)  // midnight
        bytes.append(little: Self.date)
        bytes.append(little: crc)
    }

    private static func appendExtra(_ values: [UInt64], to bytes: inout [UInt8]) {
        bytes.append(little: 1 as UInt16)
        bytes.append(little: UInt16(values.count * 8))
        for value in values { bytes.append(little: value) }
    }

    /// The central directory of `members`, which begins at `offset`, and the end of the archive.
    static func directory(_ members: [ZipMember], at offset: UInt64) -> [UInt8] {
        var bytes = members.flatMap(\.centralHeader)
        let size = UInt64(bytes.count)
        if offset > limit {
            bytes.append(little: 0x0606_4b50 as UInt32)
            bytes.append(little: 44 as UInt64)
            bytes.append(little: version)
            bytes.append(little: version)
            bytes.append(little: 0 as UInt64)  // disks
            bytes.append(little: UInt64(members.count))
            bytes.append(little: UInt64(members.count))
            bytes.append(little: size)
            bytes.append(little: offset)
            bytes.append(little: 0x0706_4b50 as UInt32)
            bytes.append(little: 0 as UInt32)
            bytes.append(little: offset + size)
            bytes.append(little: 1 as UInt32)
        }
        bytes.append(little: 0x0605_4b50 as UInt32)
        bytes.append(little: 0 as UInt32)  // disks
        bytes.append(little: UInt16(members.count))
        bytes.append(little: UInt16(members.count))
        bytes.append(little: UInt32(size))
        bytes.append(little: UInt32(clamping: offset))
        bytes.append(little: 0 as UInt16)  // comment
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append<Value: FixedWidthInteger & UnsignedInteger>(little value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }
}
