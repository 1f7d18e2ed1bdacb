import Objects

/// The blobs of a git repository, many at once.
enum GitBlobs {
    /// The maximum number of bytes that git is asked for at once, so that memory does not grow with the history.
    private static let portionLength: UInt64 = 64 << 20

    /// Calls `body` with each of these objects that is a blob of at most `limit` bytes.
    static func forEach(
        _ ids: [String], atMost limit: Int, _ body: (_ id: String, _ content: [UInt8]) throws -> Void
    ) throws {
        var rest = try lengths(ids).filter { $0.length <= limit }[...]
        while !rest.isEmpty {
            var total: UInt64 = 0
            let some = rest.prefix { blob in
                total.add(saturating: UInt64(blob.length))
                return total <= portionLength || blob.id == rest.first?.id
            }
            rest = rest.dropFirst(some.count)
            var bytes = try GitProgram.output(["cat-file", "--batch", "--buffer"], input: lines(some.map(\.id)))[...]
            for blob in some {
                guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
                    bytes.count > end - bytes.startIndex + blob.length
                else { throw CommandError(.environment, "git does not give object \(blob.id)") }
                let content = Array(bytes[(end + 1)...].prefix(blob.length))
                bytes = bytes[(end + 1)...].dropFirst(blob.length + 1)
                try body(blob.id, content)
            }
        }
    }

    /// Those of the objects that are blobs, with their lengths in bytes.
    static func lengths(_ ids: [String]) throws -> [(id: String, length: Int)] {
        guard !ids.isEmpty else { return [] }
        let kinds = try GitProgram.output(
            ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", "--buffer"], input: lines(ids))
        return kinds.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.count == 3, words[1] == "blob", let length = Int(words[2]), length >= 0 else { return nil }
            return (String(words[0]), length)
        }
    }

    private static func lines(_ words: [String]) -> [UInt8] {
        Array(words.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
    }
}
