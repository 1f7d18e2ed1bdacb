internal import Objects
internal import Packs

/// A file in chunks: each is read when a byte of it is needed, and has its identity.
struct ChunkReader: Sendable {
    private let repository: Repository
    private let list: ChunkList
    /// The offset of each chunk.
    private let starts: [UInt64]

    var length: UInt64 { list.length }

    init(_ id: ObjectID, in repository: Repository) throws {
        if let (kind, id) = try repository.unreachableContent(of: [(.chunks, id)]) {
            throw ObjectError.absent(kind, id)
        }
        self.repository = repository
        list = try repository.objects.chunkList(id)
        var starts: [UInt64] = []
        starts.reserveCapacity(list.chunks.count)
        var offset: UInt64 = 0
        for chunk in list.chunks {
            starts.append(offset)
            offset += UInt64(chunk.length)
        }
        self.starts = starts
    }

    func read(_ range: Range<UInt64>, _ consume: (RawSpan) throws -> Void) throws {
        guard !range.isEmpty else { return }
        let first = starts.partitionPoint { $0 > range.lowerBound } - 1
        let last = starts.partitionPoint { $0 >= range.upperBound } - 1
        // What a lazy copy lacks of them comes at once.
        try repository.getContent(of: list.chunks[first...last].map { (.blob, $0.id) })
        for index in first...last {
            let chunk = list.chunks[index]
            let bytes = try repository.objects.get(chunk.id, .blob)
            guard bytes.count == Int(chunk.length) else {
                throw Damage(.object(chunk.id), "it has \(bytes.count) bytes, and \(chunk.length) are stated of it")
            }
            let whole = starts[index]..<starts[index] + UInt64(chunk.length)
            let wanted = range.clamped(to: whole)
            try consume(
                bytes.span.bytes.extracting(
                    Int(wanted.lowerBound - whole.lowerBound)..<Int(wanted.upperBound - whole.lowerBound)))
        }
    }
}

extension Array {
    /// The index of the first element, in sorted order, of which `isBeyond` holds; the count if there is none.
    func partitionPoint(_ isBeyond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
