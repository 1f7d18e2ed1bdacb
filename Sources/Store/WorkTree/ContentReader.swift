internal import Objects

/// Reads files of the work tree into the store, or only far enough to know which object they would be.
///
/// A file up to ``wholeLength`` is one blob; a longer one is cut into chunks (docs/format.md §6). Evidence is one object
/// of its own kind, whatever its length (``ContentRecognition``).
struct ContentReader {
    static let wholeLength: UInt64 = 1 << 20
    private static let bufferLength = 4 << 20

    /// Takes the objects; nil to compute identities only.
    private let keep: ((ObjectID, ObjectKind, [UInt8]) throws -> Void)?

    init(keep: @escaping (ObjectID, ObjectKind, [UInt8]) throws -> Void) {
        self.keep = keep
    }

    /// - Parameter transaction: where the objects go; nil to compute identities only.
    init(transaction: Transaction?) {
        keep = transaction.map { transaction in { try transaction.put($0, $1, $2) } }
    }

    /// Reads a regular file to its end.
    ///
    /// - Throws: ``RepositoryError/changedWhileRead(_:)`` when size or times are others after than before.
    func read(
        _ file: borrowing File
    ) throws -> (kind: ObjectKind, id: ObjectID, signature: FileSignature?, reason: String?) {
        let before = try file.status()
        guard before.kind == .regular else { throw RepositoryError.specialFile(file.path) }
        let start = Clock.now
        let content =
            if before.size <= Self.wholeLength {
                try readWhole(file, size: Int(before.size))
            } else if let evidence = try readEvidence(file, size: before.size) {
                evidence
            } else {
                try readChunks(file, size: before.size)
            }
        let after = try file.status()
        guard FileSignature(after) == FileSignature(before) else {
            throw RepositoryError.changedWhileRead(file.path)
        }
        // A file written within the clock's tick before it was read may be written again with the same time.
        let isSettled = start - after.modified > 20_000_000
        return (content.kind, content.id, isSettled ? FileSignature(after) : nil, content.reason)
    }

    private typealias Content = (kind: ObjectKind, id: ObjectID, reason: String?)

    private func readWhole(_ file: borrowing File, size: Int) throws -> Content {
        let bytes = try file.read(upTo: size + 1)
        guard bytes.count == size else { throw RepositoryError.changedWhileRead(file.path) }
        let answer = ContentRecognition.recognise(bytes)
        return (answer.kind, try put(bytes, answer.kind), answer.reason)
    }

    /// Reads a long file whole when its beginning is one of evidence; nil when it is none after all.
    private func readEvidence(_ file: borrowing File, size: UInt64) throws -> Content? {
        guard size <= UInt64(ContentRecognition.maximumLength),
            ContentRecognition.isCandidate(try file.read(ContentRecognition.probeLength, at: 0))
        else { return nil }
        let bytes = try file.read(Int(size), at: 0)
        guard bytes.count == Int(size) else { throw RepositoryError.changedWhileRead(file.path) }
        let answer = ContentRecognition.recognise(bytes)
        return answer.kind == .blob ? nil : (answer.kind, try put(bytes, answer.kind), answer.reason)
    }

    private func put(_ bytes: [UInt8], _ kind: ObjectKind = .blob) throws -> ObjectID {
        let id = ObjectID(of: kind, bytes)
        try keep?(id, kind, bytes)
        return id
    }

    private func readChunks(_ file: borrowing File, size: UInt64) throws -> Content {
        var hasher = ContentHasher()
        var chunks: [ChunkList.Chunk] = []
        var buffer: [UInt8] = []
        var start = 0
        var isAtEnd = false
        while true {
            if !isAtEnd, buffer.count - start < Chunker.maximum {
                buffer.removeFirst(start)
                start = 0
                let more = try file.read(upTo: Self.bufferLength)
                isAtEnd = more.count < Self.bufferLength
                hasher.update(more.span.bytes)
                buffer += more
                guard hasher.count <= size else { throw RepositoryError.changedWhileRead(file.path) }
            }
            guard start < buffer.count else { break }
            let length = Chunker.cut(buffer.span.bytes.extracting(start...))
            chunks.append(
                ChunkList.Chunk(id: try put(Array(buffer[start..<start + length])), length: UInt32(length)))
            start += length
        }
        guard hasher.count == size, chunks.count >= 2 else { throw RepositoryError.changedWhileRead(file.path) }
        let payload = ChunkList(sha256: hasher.finish(), chunks: chunks).payload
        let id = ObjectID(of: .chunks, payload)
        try keep?(id, .chunks, payload)
        return (.chunks, id, nil)
    }
}
