/// The values that `default_rng` draws from a density by a ziggurat, in order, piece by piece.
struct ZigguratStream<Density: Ziggurat>: Sendable {
    let origin: PCG64

    /// The number of draws in a stretch: its draws and values together fit in a core's second-level cache.
    private static var stretch: Int { 1 << 15 }

    /// Streams of fewer values are read on the calling thread.
    private static var parallelThreshold: UInt64 { 1 << 18 }

    /// Passes the first `count` values to `consume`, in order.
    ///
    /// - Returns: the position of the stream after them.
    @discardableResult
    func read(
        _ count: UInt64, threads: Int = Machine.processors, _ consume: (Span<Double>) throws -> Void
    ) throws -> Mark {
        var sink = CountedSink(left: count)
        return threads < 2 || count < Self.parallelThreshold
            ? try readInOrder(&sink, consume) : try readAhead(&sink, threads: threads, consume)
    }

    /// A position in the stream: this many values after the one that begins at a draw.
    struct Mark: Sendable {
        fileprivate var draw: UInt64
        fileprivate var values: Int
    }

    /// The generator at a position in the stream.
    func generator(at mark: Mark) -> PCG64 {
        var window = DrawWindow(origin)
        window.move(to: origin.advanced(by: mark.draw), count: mark.values)
        var end = 0
        for _ in 0..<mark.values { _ = Density.value(&end, in: window) }
        return origin.advanced(by: mark.draw + UInt64(end))
    }

    private func readInOrder(
        _ sink: inout CountedSink, _ consume: (Span<Double>) throws -> Void
    ) throws -> Mark {
        var stretch = ZigguratStretch<Density>(origin)
        var position: UInt64 = 0
        while sink.left > 0 {
            // A few per cent of the draws do not give a value by themselves.
            let wanted = sink.left &+ sink.left / 32 &+ 8
            stretch.read(origin.advanced(by: position), length: Int(min(wanted, UInt64(Self.stretch))))
            let left = sink.left
            try stretch.withValues { try sink.pass($0, consume) }
            if left < UInt64(stretch.count) { return Mark(draw: position, values: Int(left)) }
            position += UInt64(stretch.end)
        }
        return Mark(draw: position, values: 0)
    }

    private func readAhead(
        _ sink: inout CountedSink, threads: Int, _ consume: (Span<Double>) throws -> Void
    ) throws -> Mark {
        let origin = origin
        let length = UInt64(Self.stretch)
        var mark: Mark?
        var position: UInt64 = 0  // where the next value certainly begins
        try OrderedPipeline(threads: threads, initial: ZigguratStretch<Density>(origin)).run { index, stretch in
            stretch.read(origin.advanced(by: UInt64(index) * length), length: Int(length))
        } consume: { index, stretch in
            let start = UInt64(index) * length
            while position < start + length, sink.left > 0 {
                if let first = stretch.index(ofStart: Int(position - start)) {
                    if sink.left < UInt64(stretch.count - first) {
                        mark = Mark(draw: position, values: Int(sink.left))
                    }
                    position = start + UInt64(stretch.end)
                    try stretch.withValues { try sink.pass($0.extracting(droppingFirst: first), consume) }
                } else {
                    // Not in step yet: read one value from where the last stretch really ended.
                    var single = ZigguratStretch<Density>(origin)
                    single.read(origin.advanced(by: position), length: 1)
                    position += UInt64(single.end)
                    try single.withValues { try sink.pass($0, consume) }
                }
            }
            return sink.left > 0
        }
        return mark ?? Mark(draw: position, values: 0)
    }

    /// Passes on values until enough have arrived.
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
