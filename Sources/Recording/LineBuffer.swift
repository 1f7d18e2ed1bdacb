/// Splits a stream of bytes into lines.
struct LineBuffer {
    /// The maximum length of a line. Of a longer one only the beginning is returned, longer than this by one byte.
    static let maximumLength = 16 << 20

    private var pending: [UInt8] = []

    /// Takes the next bytes and returns the lines that are now complete, without their ends.
    mutating func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            lines.append(pending)
            pending = []
            rest = rest[(end + 1)...]
        }
        append(rest)
        return lines
    }

    /// What follows the last line end, once the stream is over.
    mutating func last() -> [UInt8]? {
        defer { pending = [] }
        return pending.isEmpty ? nil : pending
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        pending.append(contentsOf: bytes.prefix(max(0, Self.maximumLength + 1 - pending.count)))
    }
}
