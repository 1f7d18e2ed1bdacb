/// A stretch of a PCG64 stream: the draws at its beginning are computed in advance, later ones on demand.
struct DrawWindow: Sendable {
    private var origin: PCG64
    private var draws: [UInt64] = []

    init(_ origin: PCG64) {
        self.origin = origin
    }

    /// Moves the window: its draw 0 is the next of `origin`, and `count` draws are computed.
    mutating func move(to origin: PCG64, count: Int) {
        self.origin = origin
        if draws.count != count { draws = Array(repeating: 0, count: count) }
        var generator = origin
        draws.withUnsafeMutableBufferPointer { generator.fill($0) }
    }

    subscript(position: Int) -> UInt64 {
        if position < draws.count { return draws[position] }
        var later = origin.advanced(by: UInt64(position))
        return later.next()
    }

    /// The computed draws.
    func withDraws<Result>(_ body: (UnsafeBufferPointer<UInt64>) -> Result) -> Result {
        draws.withUnsafeBufferPointer(body)
    }
}
