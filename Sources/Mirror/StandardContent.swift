internal import Objects
internal import Packs
internal import Store

/// The object that a file with given bytes becomes when it is added (docs/format.md §3.4, §3.9, §6).
enum StandardContent {
    /// Stores a file through `put`, which returns the identity of what it receives.
    static func keep(
        _ bytes: [UInt8], _ put: (ObjectKind, [UInt8]) throws -> ObjectID
    ) rethrows -> (kind: ObjectKind, id: ObjectID) {
        let isWhole = bytes.count <= Int(ContentReader.wholeLength)
        if isWhole || ContentRecognition.isCandidate(bytes.prefix(ContentRecognition.probeLength)) {
            let kind = ContentRecognition.recognise(bytes).kind
            if isWhole || kind != .blob { return (kind, try put(kind, bytes)) }
        }
        let list = ChunkList(
            sha256: Digest(of: bytes),
            chunks: try cuts(bytes).map { range in
                ChunkList.Chunk(id: try put(.blob, Array(bytes[range])), length: UInt32(range.count))
            })
        return (.chunks, try put(.chunks, list.payload))
    }

    /// Where a long file is cut.
    private static func cuts(_ bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        let span = bytes.span.bytes
        while start < bytes.count {
            let length = Chunker.cut(span.extracting(start...))
            ranges.append(start..<start + length)
            start += length
        }
        return ranges
    }
}
