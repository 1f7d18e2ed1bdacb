/// The standard normals of `default_rng(seed)`, in order, a piece at a time.
struct NormalStream: Sendable {
    let origin: PCG64

    /// The draws in a stretch: its draws and its normals together fit in a core's second-level cache.
    static let stretch = 1 << 15

    /// Streams of fewer values are read on the calling thread.
    static let parallelThreshold: UInt64 = 1 << 18

    init(seed: Natural) {
        origin = PCG64(seed: seed)
    }

    /// Passes the first `count` normals to `consume`, in order.
    func read(_ count: UInt64, threads: Int = Machine.processors, _ consume: (Span<Double>) throws -> Void) throws {
        var sink = CountedSink(left: count)
        if threads < 2 || count < Self.parallelThreshold {
            try readInOrder(&sink, consume)
        } else {
            try readAhead(&sink, threads: threads, consume)
        }
    }

    private func readInOrder(_ sink: inout CountedSink, _ consume: (Span<Double>) throws -> Void) throws {
        var stretch = NormalStretch(origin)
        var position: UInt64 = 0
        while sink.left > 0 {
            // About 1.2 draws in a hundred are not a normal.
            let wanted = sink.left &+ sink.left / 64 &+ 8
            stretch.read(origin.advanced(by: position), length: Int(min(wanted, UInt64(Self.stretch))))
            position += UInt64(stretch.end)
            try stretch.withValues { try sink.pass($0, consume) }
        }
    }

    private func readAhead(
        _ sink: inout CountedSink, threads: Int, _ consume: (Span<Double>) throws -> Void
    ) throws {
        let origin = origin
        let length = UInt64(Self.stretch)
        var position: UInt64 = 0  // where the next normal begins, known for certain
        try OrderedPipeline(threads: threads, initial: NormalStretch(origin)).run { index, stretch in
            stretch.read(origin.advanced(by: UInt64(index) * length), length: Int(length))
        } consume: { index, stretch in
            let start = UInt64(index) * length
            while position < start + length {
                if let first = stretch.index(ofStart: Int(position - start)) {
                    position = start + UInt64(stretch.end)
                    try stretch.withValues { try sink.pass($0.extracting(droppingFirst: first), consume) }
                } else {
                    // Not in step yet: read one normal from where the last stretch really ended.
                    var single = NormalStretch(origin)
                    single.read(origin.advanced(by: position), length: 1)
                    position += UInt64(single.end)
                    try single.withValues { try sink.pass($0, consume) }
                }
            }
            return sink.left > 0
        }
    }

    /// Passes values on until enough have come.
    private struct CountedSink {
        var left: UInt64

        mutating func pass(_ values: Span<Double>, _ consume: (Span<Double>) throws -> Void) throws {
            let count = Int(min(left, UInt64(values.count)))
            guard count > 0 else { return }
            left -= UInt64(count)
            try consume(values.extracting(first: count))
        }
    }
}
