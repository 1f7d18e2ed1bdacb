/// Splits a stream of bytes into lines.
struct LineBuffer {
    /// The maximum length of a line; a longer one ends the stream.
    static let maximumLength = 16 << 20

    private var pending: [UInt8] = []

    /// Takes the next bytes and returns the lines that are now complete, without their ends.
    mutating func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(pending + rest[..<end])
            pending.removeAll(keepingCapacity: true)
            rest = rest[(end + 1)...]
        }
        pending.append(contentsOf: rest)
        return lines
    }

    /// What follows the last line end, once the stream is over.
    mutating func last() -> [UInt8]? {
        defer { pending = [] }
        return pending.isEmpty ? nil : pending
    }

    var isOverfull: Bool { pending.count > Self.maximumLength }
}
