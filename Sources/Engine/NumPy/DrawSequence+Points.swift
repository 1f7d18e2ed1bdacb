internal import Objects

/// A place in what a sequence of calls draws: so many values of a call, and the stream behind them.
struct DrawPlace<Source: SavedSource>: Sendable {
    var call = 0
    var drawn: UInt64 = 0
    var source: Source

    /// The stream at its beginning.
    init(_ source: Source) {
        self.source = source
    }

    /// - Parameters:
    ///   - state: as ``state`` gives it.
    ///   - source: the stream at its beginning.
    init(_ state: [UInt8], of sequence: DrawSequence, from source: Source) throws(DecodeError) {
        self.source = source
        var reader = ByteReader(state)
        call = Int(try reader.integer(UInt32.self, "the number of a call"))
        drawn = try reader.integer(UInt64.self, "the values drawn")
        try self.source.restore(&reader)
        try reader.end("the state")
        guard call < sequence.calls.count, drawn <= sequence.calls[call].count else {
            throw DecodeError(.outOfRange, "the calls have no such place")
        }
    }

    var state: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(integer: UInt32(call))
        bytes.append(integer: drawn)
        return bytes + source.saved
    }
}

extension DrawnArrays: EnterableStream where Source: SavedSource {
    /// How far apart points are, in bytes: far enough to draw the values between two of them on several cores.
    private static var distance: UInt64 { 4 << 20 }

    func stream(
        _ array: ArrayName, base: UInt64, from point: RecipePoint?, count: UInt64,
        noting note: (RecipePoint) throws -> Void, _ consume: (RawSpan) throws -> Void
    ) throws {
        var place =
            if let point {
                try DrawPlace(point.state, of: sequence, from: source)
            } else {
                DrawPlace(source)
            }
        var offset = point?.offset ?? base
        let (end, overflow) = offset.addingReportingOverflow(count)
        while place.call < sequence.calls.count, offset < end || overflow {
            let call = sequence.calls[place.call]
            guard call.array == array else {
                try sequence.skip(call.count - place.drawn, of: call, in: &place.source)
                place.call += 1
                place.drawn = 0
                // Nobody needs to draw again what is not kept.
                try note(RecipePoint(offset: offset, state: place.state))
                continue
            }
            let width = UInt64(call.element.byteCount)
            while place.drawn < call.count, offset < end || overflow {
                let needed = overflow ? UInt64.max / width : (end - offset - 1) / width + 1
                let size = min(call.count - place.drawn, Self.values(from: offset, width), needed)
                try sequence.draw(size, of: call, from: &place.source, consume)
                place.drawn += size
                offset += size * width
                try note(RecipePoint(offset: offset, state: place.state))
            }
            if place.drawn == call.count {
                place.call += 1
                place.drawn = 0
            }
        }
    }

    /// The number of values up to the next place for a point, at least one.
    private static func values(from offset: UInt64, _ width: UInt64) -> UInt64 {
        let left = distance - offset % distance
        return (left < width ? left + distance : left) / width
    }
}
