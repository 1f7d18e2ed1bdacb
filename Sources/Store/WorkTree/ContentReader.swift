package import Files
internal import Glibc
package import Objects
internal import Packs

/// Reads files of the working tree into the store, or only computes their identities.
///
/// A file up to ``wholeLength`` is one blob; a longer one is cut into chunks (docs/format.md §6). Evidence is one
/// object of its own kind, whatever its length (`ContentRecognition`).
package struct ContentReader {
    package static let wholeLength: UInt64 = 1 << 20
    private static let bufferLength = 4 << 20

    /// Receives the objects; nil to compute identities only.
    private let keep: ((ObjectID, ObjectKind, [UInt8]) throws -> Void)?

    package init(keep: @escaping (ObjectID, ObjectKind, [UInt8]) throws -> Void) {
        self.keep = keep
    }

    /// - Parameter transaction: where the objects go; nil to compute identities only.
    package init(transaction: Transaction?) {
        keep = transaction.map { transaction in { try transaction.put($0, $1, $2) } }
    }

    /// Reads a regular file to its end.
    ///
    /// - Throws: ``WorkTreeError/changedWhileRead(_:)`` if size or times have changed meanwhile.
    package func read(
        _ file: borrowing File
    ) throws -> (kind: ObjectKind, id: ObjectID, signature: FileSignature?, reason: String?) {
        let before = try file.status()
        guard before.kind != .folder else { throw FileError(.read, file.path, code: EISDIR) }
        guard before.kind == .regular else { throw WorkTreeError.specialFile(file.path) }
        let start = FileClock.now
        let content =
            if before.size <= Self.wholeLength {
                try readWhole(file, size: Int(before.size))
            } else {
                try readLong(file, size: before.size)
            }
        let after = try file.status()
        guard FileSignature(after) == FileSignature(before) else {
            throw WorkTreeError.changedWhileRead(file.path)
        }
        // A file written within the clock's resolution before it was read may be written again with the same time.
        let isSettled = start - after.modified > 20_000_000
        return (content.kind, content.id, isSettled ? FileSignature(after) : nil, content.reason)
    }

    private typealias Content = (kind: ObjectKind, id: ObjectID, reason: String?)

    private func readWhole(_ file: borrowing File, size: Int) throws -> Content {
        let bytes = try file.read(upTo: size + 1)
        guard bytes.count == size else { throw WorkTreeError.changedWhileRead(file.path) }
        let answer = ContentRecognition.recognise(bytes)
        return (answer.kind, try put(bytes, answer.kind), answer.reason)
    }

    /// Reads a file that is too long for a blob: as evidence if it is that, and in chunks otherwise.
    private func readLong(_ file: borrowing File, size: UInt64) throws -> Content {
        let head = try file.read(ContentRecognition.probeLength, at: 0)
        guard ContentRecognition.isCandidate(head) || PlainEvidence.mayBegin(with: head, length: size) else {
            return try readChunks(file, size: size)
        }
        var answer = ContentRecognition.Answer(.blob)
        if size <= UInt64(ContentRecognition.maximumLength) {
            let bytes = try wholeBytes(file, size: size)
            answer = ContentRecognition.recognise(bytes)
            if answer.kind == .session { return (.session, try put(bytes, .session), nil) }
        }
        var content = try readChunks(file, size: size)
        content.reason = try answer.reason ?? doubt(about: file, size: size)
        return content
    }

    /// Why a file that is too long for a session object only looks like a session; nil if it is a sound one, whose
    /// signature fsck verifies.
    private func doubt(about file: borrowing File, size: UInt64) throws -> String? {
        guard size > UInt64(ContentRecognition.maximumLength) else { return nil }
        guard size <= UInt64(PlainEvidence.maximumLength) else { return PlainEvidence.tooLong(size) }
        guard case .unsound(let what) = try PlainEvidence(wholeBytes(file, size: size)) else { return nil }
        return what
    }

    private func wholeBytes(_ file: borrowing File, size: UInt64) throws -> [UInt8] {
        let bytes = try file.read(Int(size), at: 0)
        guard bytes.count == Int(size) else { throw WorkTreeError.changedWhileRead(file.path) }
        return bytes
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
                guard hasher.count <= size else { throw WorkTreeError.changedWhileRead(file.path) }
            }
            guard start < buffer.count else { break }
            let length = Chunker.cut(buffer.span.bytes.extracting(start...))
            chunks.append(
                ChunkList.Chunk(id: try put(Array(buffer[start..<start + length])), length: UInt32(length)))
            start += length
        }
        guard hasher.count == size, chunks.count >= 2 else { throw WorkTreeError.changedWhileRead(file.path) }
        let payload = ChunkList(sha256: hasher.finish(), chunks: chunks).payload
        let id = ObjectID(of: .chunks, payload)
        try keep?(id, .chunks, payload)
        return (.chunks, id, nil)
    }
}
