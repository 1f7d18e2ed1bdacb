/// The first lines of a text.
package enum FirstLines {
    /// A line is not shown beyond this many bytes.
    private static let limit = 1 << 16

    /// At most `count` lines, without what ends them.
    package static func read(_ file: DataBytes, _ count: Int) throws -> [String] {
        var lines: [String] = []
        var line: [UInt8] = []
        func end() {
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            lines.append(String(decoding: line, as: UTF8.self))
            line.removeAll(keepingCapacity: true)
        }
        var offset: UInt64 = 0
        while lines.count < count, offset < file.length {
            let piece = try file.bytes(offset..<offset + min(1 << 16, file.length - offset))
            guard !piece.isEmpty else { break }
            offset += UInt64(piece.count)
            for byte in piece where lines.count < count {
                if byte == UInt8(ascii: "\n") { end() } else if line.count < limit { line.append(byte) }
            }
        }
        if !line.isEmpty, lines.count < count { end() }
        return lines
    }
}
