internal import Objects
internal import XZ

/// Zip (PKWARE APPNOTE 6.3), with stored files, and with the 64-bit extensions where necessary.
struct ZipWriter: ArchiveWriter {
    private let sink: Sink
    private var offset: UInt64 = 0
    private var central: [UInt8] = []
    private var count: UInt64 = 0

    init(_ sink: @escaping Sink) {
        self.sink = sink
    }

    mutating func add(_ entry: ArchiveEntry, content: (_ sink: Sink) throws -> Void) throws {
        let start = offset
        let length = entry.length
        let isLong = length >= UInt64(UInt32.max)
        // The checksum is known after the bytes, and so follows them.
        try write(
            little(0x0403_4b50, 4) + little(isLong ? 45 : 20, 2) + Self.flags + little(0, 2) + Self.time(entry.time)
                + little(0, 12) + little(UInt64(entry.path.count), 2) + little(isLong ? 20 : 0, 2) + entry.path
                + (isLong ? little(1, 2) + little(16, 2) + little(0, 16) : []))
        var checksum: UInt32 = 0
        try content { piece in
            checksum = XZ.crc32(piece, after: checksum)
            try sink(piece)
        }
        offset += length
        let sizes = isLong ? little(length, 8) + little(length, 8) : little(length, 4) + little(length, 4)
        try write(little(0x0807_4b50, 4) + little(UInt64(checksum), 4) + sizes)
        addToDirectory(entry, checksum: checksum, length: length, start: start)
    }

    private mutating func addToDirectory(_ entry: ArchiveEntry, checksum: UInt32, length: UInt64, start: UInt64) {
        let isLong = length >= UInt64(UInt32.max)
        let isFar = start >= UInt64(UInt32.max)
        let extra = (isLong ? little(length, 8) + little(length, 8) : []) + (isFar ? little(start, 8) : [])
        let fields = extra.isEmpty ? [] : little(1, 2) + little(UInt64(extra.count), 2) + extra
        let size = isLong ? UInt64(UInt32.max) : length
        let attributes = UInt64((entry.kind == .link ? 0o120000 : 0o100000) | entry.permissions) << 16
        central += little(0x0201_4b50, 4) + little(3 << 8 | 45, 2) + little(isLong || isFar ? 45 : 20, 2) + Self.flags
        central +=
            little(0, 2) + Self.time(entry.time) + little(UInt64(checksum), 4) + little(size, 4) + little(size, 4)
        central += little(UInt64(entry.path.count), 2) + little(UInt64(fields.count), 2) + little(0, 6)
        central += little(attributes, 4) + little(isFar ? UInt64(UInt32.max) : start, 4) + entry.path + fields
        count += 1
    }

    mutating func finish() throws {
        let (start, length) = (offset, UInt64(central.count))
        try write(central)
        let isLong = count >= 0xffff || start >= UInt64(UInt32.max) || length >= UInt64(UInt32.max)
        if isLong {
            let record = offset
            try write(
                little(0x0606_4b50, 4) + little(44, 8) + little(3 << 8 | 45, 2) + little(45, 2) + little(0, 8)
                    + little(count, 8) + little(count, 8) + little(length, 8) + little(start, 8))
            try write(little(0x0706_4b50, 4) + little(0, 4) + little(record, 8) + little(1, 4))
        }
        let (few, near, short) =
            isLong ? (0xffff, UInt64(UInt32.max), UInt64(UInt32.max)) : (count, start, length)
        try write(
            little(0x0605_4b50, 4) + little(0, 4) + little(few, 2) + little(few, 2) + little(short, 4) + little(near, 4)
                + little(0, 2))
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        try sink(bytes.span.bytes)
        offset += UInt64(bytes.count)
    }

    /// Sizes follow the bytes; names are UTF-8.
    private static let flags: [UInt8] = [0x08, 0x08]

    /// Time and date in MS-DOS format, in UTC, clamped to its range.
    private static func time(_ seconds: Int64) -> [UInt8] {
        let date = UTCDate(seconds: min(max(seconds, 315_532_800), 4_354_819_198))
        let time = date.clock.hour << 11 | date.clock.minute << 5 | date.clock.second / 2
        let day = (date.calendar.year - 1980) << 9 | date.calendar.month << 5 | date.calendar.day
        return little(UInt64(time), 2) + little(UInt64(day), 2)
    }
}

private func little(_ number: some BinaryInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 < 8 ? UInt64(truncatingIfNeeded: number) >> (8 * UInt64($0)) : 0) }
}
