internal import Objects

/// docs/format.md §11.12.
extension OutputPoints {
    private static let magic = Array("at1points".utf8) + [1]
    /// The maximum size of such a file: that of 16 TiB of output.
    static let maximumSize = 1 << 30

    var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.append(recipe.digest)
        bytes.append(integer: length)
        for digest in digests { bytes.append(digest) }
        for point in points {
            bytes.append(varint: point.offset)
            bytes.append(varint: UInt64(point.state.count))
            bytes += point.state
        }
        bytes.append(Digest(of: bytes))
        return bytes
    }

    init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count >= Digest.byteCount else { throw DecodeError(.truncated, "the points have no checksum") }
        let end = bytes.count - Digest.byteCount
        guard Digest(of: bytes[..<end]) == Digest(bytes, at: end) else {
            throw DecodeError(.notCanonical, "the points have another checksum", at: end)
        }
        var reader = ByteReader(bytes[..<end])
        guard try reader.take(Self.magic.count, "the mark").elementsEqual(Self.magic) else {
            throw DecodeError(.syntax, "these are no points", at: 0)
        }
        recipe = ObjectID(try reader.digest("the recipe"))
        length = try reader.integer(UInt64.self, "the length")
        let count = Self.blockCount(length)
        guard count <= UInt64(reader.remaining / Digest.byteCount) else {
            throw DecodeError(.truncated, "\(count) blocks have no digest", at: reader.offset)
        }
        for _ in 0..<count { append(try reader.digest("a block's digest")) }
        while !reader.isAtEnd {
            let at = reader.offset
            let offset = try reader.varint("a point's offset")
            let size = try reader.count("a state's length", atMost: 1 << 20)
            let point = RecipePoint(offset: offset, state: Array(try reader.take(size, "a state")))
            guard offset < length, points.last.map({ $0.offset < offset }) ?? true else {
                throw DecodeError(.order, "a point at \(offset) is out of order", at: at)
            }
            keep(point)
        }
    }
}
