/// Tar (POSIX.1-2001): ustar headers, and pax headers for what these cannot represent.
struct TarWriter: ArchiveWriter {
    private let sink: Sink

    init(_ sink: @escaping Sink) {
        self.sink = sink
    }

    func add(_ entry: ArchiveEntry, content: (_ sink: Sink) throws -> Void) throws {
        var target: [UInt8] = []
        if entry.kind == .link { try content { piece in piece.withUnsafeBytes { target += $0 } } }
        let length = entry.kind == .link ? 0 : entry.length
        var records: [UInt8] = []
        if entry.path.count > 100 { records += Self.record("path", entry.path) }
        if target.count > 100 { records += Self.record("linkpath", target) }
        if length >= 1 << 33 { records += Self.record("size", Array("\(length)".utf8)) }
        if !(0..<1 << 33).contains(entry.time) { records += Self.record("mtime", Array("\(entry.time)".utf8)) }
        if !records.isEmpty {
            let header = ArchiveEntry(
                path: Array("pax".utf8), kind: .file(isExecutable: false), length: UInt64(records.count), time: 0)
            try write(Self.header(header, type: "x", length: header.length, target: []))
            try write(records)
            try pad(UInt64(records.count))
        }
        try write(Self.header(entry, type: entry.kind == .link ? "2" : "0", length: length, target: target))
        guard entry.kind != .link else { return }
        try content(sink)
        try pad(length)
    }

    /// Two empty blocks.
    func finish() throws {
        try write([UInt8](repeating: 0, count: 1024))
    }

    private func write(_ bytes: [UInt8]) throws { try sink(bytes.span.bytes) }

    private func pad(_ length: UInt64) throws {
        let rest = Int(length % 512)
        if rest > 0 { try write([UInt8](repeating: 0, count: 512 - rest)) }
    }

    /// `LENGTH KEY=VALUE LF`, where the length includes itself.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count
        while "\(length)".utf8.count + rest.count != length { length = "\(length)".utf8.count + rest.count }
        return Array("\(length)".utf8) + rest
    }

    private static func header(_ entry: ArchiveEntry, type: Character, length: UInt64, target: [UInt8]) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int, upTo count: Int) {
            for (index, byte) in bytes.prefix(count).enumerated() { block[offset + index] = byte }
        }
        func put(octal number: UInt64, at offset: Int, digits: Int) {
            let text = String(number, radix: 8)
            put((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8, at: offset, upTo: digits)
        }
        put(entry.path, at: 0, upTo: 100)
        put(octal: UInt64(entry.permissions), at: 100, digits: 7)
        put(octal: 0, at: 108, digits: 7)
        put(octal: 0, at: 116, digits: 7)
        put(octal: length < 1 << 33 ? length : 0, at: 124, digits: 11)
        put(octal: (0..<1 << 33).contains(entry.time) ? UInt64(entry.time) : 0, at: 136, digits: 11)
        put([UInt8](repeating: UInt8(ascii: " "), count: 8), at: 148, upTo: 8)
        put(String(type).utf8, at: 156, upTo: 1)
        put(target, at: 157, upTo: 100)
        put("ustar\0".utf8, at: 257, upTo: 6)
        put("00root".utf8, at: 263, upTo: 6)
        put("root".utf8, at: 297, upTo: 4)
        put(octal: block.reduce(0) { $0 + UInt64($1) }, at: 148, digits: 6)
        block[154] = 0
        return block
    }
}
