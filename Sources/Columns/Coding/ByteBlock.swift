internal import Brotli
internal import XZ
internal import Zstandard

/// Bytes in the smallest form that a general compressor gives them (docs/format.md §5.5).
enum ByteBlock {
    private enum Method: UInt8 {
        case raw = 0
        case zstd = 1
        case xz = 2
        case brotli = 3
    }

    private static let decoderMemory: UInt64 = 128 << 20

    /// - Parameter isText: whether a byte depends on the bytes before it rather than on its position.
    static func encode(_ bytes: [UInt8], isText: Bool = true) -> [UInt8] {
        let contexts = XZOptions.Contexts(literalContext: isText ? 3 : 0, literalPosition: 0, position: isText ? 2 : 0)
        var best: (method: Method, stored: [UInt8]) = (.raw, bytes)
        func consider(_ method: Method, _ stored: [UInt8]?) {
            if let stored, stored.count < best.stored.count { best = (method, stored) }
        }
        if bytes.count > 8 {
            if bytes.count <= 1 << 13 {
                consider(.brotli, try? Brotli.compress(bytes.span.bytes))
            }
            consider(.zstd, try? Zstandard.compress(bytes.span.bytes, level: 19))
            if bytes.count > 1 << 10, best.stored.count < bytes.count / 100 * 97 {
                let dictionary = UInt32(clamping: max(bytes.count, 4096))
                let options = XZOptions(preset: 6, dictionary: dictionary, contexts: contexts)
                consider(.xz, try? XZ.compress(bytes.span.bytes, options))
            }
        }
        var out: [UInt8] = [best.method.rawValue]
        if best.method != .raw { out.append(varint: best.stored.count) }
        return out + best.stored
    }

    /// About how many bytes ``encode(_:)`` makes of `bytes`; fast.
    static func estimate(_ bytes: [UInt8]) -> Int {
        (try? Zstandard.compress(bytes.span.bytes, level: 5).count) ?? bytes.count
    }

    /// Decodes exactly `length` bytes.
    static func decode(_ reader: inout StoredReader, length: Int) throws(ColumnsError) -> [UInt8] {
        guard let method = Method(rawValue: try reader.byte()) else { throw ColumnsError("an unknown form of bytes") }
        try reader.budget.spend(bytes: length)
        if method == .raw { return Array(try reader.take(length)) }
        let stored = Array(
            try reader.take(reader.count("the length of a block", upTo: DecodingBudget.maximumLength * 2)))
        do {
            switch method {
            case .raw: return stored
            case .zstd: return try Zstandard.decompress(stored.span.bytes, length: length)
            case .xz: return try XZ.decompress(stored.span.bytes, length: length, memoryLimit: decoderMemory)
            case .brotli: return try Brotli.decompress(stored.span.bytes, length: length)
            }
        } catch {
            throw ColumnsError("a block cannot be decoded: \(error)")
        }
    }
}
