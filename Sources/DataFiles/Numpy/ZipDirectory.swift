/// The members of a zip file that are stored as they are, as numpy.savez writes them.
package struct ZipDirectory: Sendable {
    /// The members in the order of the file, and where their bytes are.
    package private(set) var members: [(name: String, range: Range<UInt64>)] = []

    /// A central directory is not longer than this.
    private static let maximumLength = 64 << 20

    /// Nil for any other file, or one with a compressed member.
    package init?(_ file: DataBytes) throws {
        let length = file.length
        guard length >= 22 else { return nil }
        // The end of the central directory, without a comment.
        let end = Fields(try file.bytes(length - 22..<length))
        guard end.number(0, 4) == 0x0605_4b50, let count = end.number(10, 2), let size = end.number(12, 4),
            let start = end.number(16, 4), size <= Self.maximumLength, UInt64(start) <= length - 22,
            UInt64(size) <= length - 22 - UInt64(start)
        else { return nil }
        let directory = Fields(try file.bytes(UInt64(start)..<UInt64(start) + UInt64(size)))
        var at = 0
        for _ in 0..<count {
            guard directory.number(at, 4) == 0x0201_4b50, directory.number(at + 10, 2) == 0,
                var size = directory.number(at + 24, 4), let nameLength = directory.number(at + 28, 2),
                let extra = directory.number(at + 30, 2), let comment = directory.number(at + 32, 2),
                let local = directory.number(at + 42, 4), let name = directory.text(at + 46, nameLength)
            else { return nil }
            // numpy writes sizes of 64 bits, in a field of 20 bytes.
            if size == 0xffff_ffff {
                guard extra >= 12, directory.number(at + 46 + nameLength, 2) == 1,
                    let long = directory.number(at + 50 + nameLength, 7)
                else { return nil }
                size = long
            }
            let header = Fields(try file.bytes(UInt64(local)..<UInt64(local) + 30))
            guard let localName = header.number(26, 2), let localExtra = header.number(28, 2) else { return nil }
            let first = UInt64(local) + 30 + UInt64(localName) + UInt64(localExtra)
            guard first <= length, UInt64(size) <= length - first else { return nil }
            members.append((name, first..<first + UInt64(size)))
            at += 46 + nameLength + extra + comment
        }
    }

    private struct Fields {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        func number(_ at: Int, _ width: Int) -> Int? {
            guard at >= 0, at + width <= bytes.count else { return nil }
            return bytes[at..<at + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        func text(_ at: Int, _ count: Int) -> String? {
            guard at + count <= bytes.count else { return nil }
            return String(decoding: bytes[at..<at + count], as: UTF8.self)
        }
    }
}
