/// A large file as the blobs that make it up, in order (docs/format.md §3.2).
public struct ChunkList: Hashable, Sendable {
    /// One piece of the file.
    public struct Chunk: Hashable, Sendable {
        /// A blob.
        public let id: ObjectID
        /// The blob's length in bytes, 1 ... ``ChunkList/maximumChunkLength``.
        public let length: UInt32

        public init(id: ObjectID, length: UInt32) {
            self.id = id
            self.length = length
        }
    }

    /// The file's length in bytes: the sum of the chunks'.
    public let length: UInt64
    /// The SHA-256 of the whole file.
    public let sha256: Digest
    /// Two or more; a file of one chunk is a blob.
    public let chunks: [Chunk]

    /// The maximum length of a chunk in bytes.
    public static let maximumChunkLength: UInt32 = 16 << 20
    /// The maximum length of a file in bytes.
    public static let maximumLength: UInt64 = 1 << 40
    private static let headerLength = 8 + Digest.byteCount
    private static let entryLength = Digest.byteCount + 4

    /// There must be two or more `chunks`, each of 1 ... ``maximumChunkLength`` bytes.
    public init(sha256: Digest, chunks: [Chunk]) {
        precondition(chunks.count >= 2 && chunks.allSatisfy { 1...Self.maximumChunkLength ~= $0.length })
        self.length = chunks.total { UInt64($0.length) }
        self.sha256 = sha256
        self.chunks = chunks
    }

    /// The canonical bytes: length, SHA-256, then identity and length of each chunk; big-endian.
    public var payload: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerLength + chunks.count * Self.entryLength)
        bytes.append(integer: length)
        bytes.append(sha256)
        for chunk in chunks {
            bytes.append(chunk.id.digest)
            bytes.append(integer: chunk.length)
        }
        return bytes
    }

    /// Reads the payload of a chunk list. Refuses one that is not canonical or whose lengths do not add up.
    public init(payload: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(payload)
        let length = try reader.integer(UInt64.self, "the file's length")
        sha256 = try reader.digest("the file's SHA-256")
        guard length <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "a file of \(length) bytes; at most \(Self.maximumLength) are allowed", at: 0)
        }
        guard reader.remaining >= 2 * Self.entryLength else {
            throw DecodeError(.truncated, "a chunk list names fewer than two chunks", at: reader.offset)
        }
        guard reader.remaining.isMultiple(of: Self.entryLength) else {
            throw DecodeError(.truncated, "the last chunk's entry is cut short", at: payload.count)
        }
        var chunks: [Chunk] = []
        chunks.reserveCapacity(reader.remaining / Self.entryLength)
        var sum: UInt64 = 0
        while !reader.isAtEnd {
            let id = ObjectID(try reader.digest("a chunk's identity"))
            let at = reader.offset
            let length = try reader.integer(UInt32.self, "a chunk's length")
            guard 1...Self.maximumChunkLength ~= length else {
                throw DecodeError(.outOfRange, "a chunk of \(length) bytes", at: at)
            }
            sum += UInt64(length)
            chunks.append(Chunk(id: id, length: length))
        }
        guard sum == length else {
            throw DecodeError(.notCanonical, "the chunks add up to \(sum) bytes and not to \(length)", at: 0)
        }
        self.length = length
        self.chunks = chunks
    }
}
