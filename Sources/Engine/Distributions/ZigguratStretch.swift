/// The values in a stretch of a PCG64 stream, read as if one began at its first draw.
///
/// A value takes one draw or a few, so only a reader that has read everything before knows where one begins. But two
/// readers that begin at different draws fall into step as soon as both begin a value at the same draw, usually after
/// one or two. So stretches are read in any order, on several cores, and joined where they agree.
struct ZigguratStretch<Density: Ziggurat>: Sendable {
    private var window: DrawWindow
    private var storage: [Double] = []
    /// The number of values.
    private(set) var count = 0
    /// The draws at which the first of them begin.
    private var starts: [Int] = []
    /// The draw after the last value: at or just past the end of the stretch.
    private(set) var end = 0

    /// How many beginnings are stored. Stretches that do not agree within these are read again.
    private static var kept: Int { 32 }

    init(_ origin: PCG64) {
        window = DrawWindow(origin)
    }

    /// Reads `length` draws, starting with the next one of `origin`, replacing the previous contents.
    mutating func read(_ origin: PCG64, length: Int) {
        window.move(to: origin, count: length)
        if storage.count != length { storage = Array(repeating: 0, count: length) }
        starts.removeAll(keepingCapacity: true)
        count = 0
        end = 0
        while end < length, count < Self.kept {
            starts.append(end)
            storage[count] = Density.value(&end, in: window)
            count += 1
        }
        (count, end) = Self.read(window, from: end, length: length, into: &storage, at: count)
    }

    /// Continues reading at draw `start`, and returns the number of values and the draw after the last.
    ///
    /// A value takes at least one draw, so there are never more values than draws before `length`.
    private static func read(
        _ window: DrawWindow, from start: Int, length: Int, into storage: inout [Double], at first: Int
    ) -> (Int, Int) {
        precondition(storage.count >= length && first <= start)
        var count = first
        var position = start
        storage.withUnsafeMutableBufferPointer { values in
            Density.layers.withUnsafeBufferPointer { layers in
                window.withDraws { draws in
                    while position < length {
                        let (value, accepted) = Density.split(draws[position], layers)
                        if accepted {
                            values[count] = value
                            position &+= 1
                        } else {
                            values[count] = Density.value(&position, in: window)
                        }
                        count &+= 1
                    }
                }
            }
        }
        return (count, position)
    }

    /// The index of the value that begins at draw `start`; nil if none is known to.
    func index(ofStart start: Int) -> Int? {
        starts.firstIndex(of: start)
    }

    /// The values.
    func withValues<Result>(_ body: (Span<Double>) throws -> Result) rethrows -> Result {
        try body(storage.span.extracting(0..<count))
    }
}
