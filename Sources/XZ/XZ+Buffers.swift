internal import CLZMA

/// Compresses and decompresses whole buffers with xz.
package enum XZ {
    /// The `.xz` stream of `bytes`.
    package static func compress(_ bytes: RawSpan, _ options: XZOptions) throws -> [UInt8] {
        var coder = try XZCoder(encoding: options)
        var out: [UInt8] = []
        _ = try coder.code(bytes, finish: true) { out.append($0) }
        return out
    }

    /// Decompresses an `.xz` stream that must give exactly `length` bytes.
    package static func decompress(_ stream: RawSpan, length: Int, memoryLimit: UInt64 = 1 << 30) throws -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(min(length, stream.byteCount * 4096))
        var coder = try XZCoder(decodingWithin: memoryLimit)
        let complete = try coder.code(stream, finish: true) { piece in
            guard out.count + piece.byteCount <= length else { throw XZError(.tooLong) }
            out.append(piece)
        }
        guard complete, out.count == length else { throw XZError(.truncated) }
        return out
    }
}

extension [UInt8] {
    mutating func append(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { append(contentsOf: $0) }
    }
}
