/// A gzip file as pandas writes one through Python's gzip, flushed before it is closed (RFC 1952; Lib/gzip.py).
enum GzipFile {
    /// Nil for a level whose streams are not reproduced.
    ///
    /// - Parameters:
    ///   - name: The path of the file; its last part is in the header, without `.gz`.
    ///   - time: Seconds since 1970.
    static func bytes(_ content: [UInt8], name: String, time: UInt32, level: Int) -> [UInt8]? {
        guard let stream = Deflate.compressFlushed(content, level: level) else { return nil }
        var last = name.split(separator: "/").last.map(String.init) ?? name
        if last.hasSuffix(".gz") { last = String(last.dropLast(3)) }
        let isLatin = last.unicodeScalars.allSatisfy { $0.value < 256 }
        let letters = isLatin ? last.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : []
        var bytes: [UInt8] = [0x1f, 0x8b, 8, letters.isEmpty ? 0 : 8]
        func add(_ number: UInt32) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
        add(time)
        bytes += [level == 9 ? 2 : level == 1 ? 4 : 0, 255]
        if !letters.isEmpty { bytes += letters + [0] }
        bytes += stream
        var crc = CRC32()
        crc.update(content.span.bytes)
        add(crc.value)
        add(UInt32(truncatingIfNeeded: content.count))
        return bytes
    }
}
