internal import CLanes

/// The beginnings of the streams of many seeds at once.
enum StreamHeads {
    private static let batch = 512

    /// Passes on each seed with the generator that `default_rng(seed)` draws from.
    @inline(__always)
    static func pcg64(_ seeds: Range<UInt64>, _ body: (UInt64, PCG64) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4 * batch) { states in
            states.initialize(repeating: 0)
            var first = seeds.lowerBound
            while first < seeds.upperBound {
                at1_seed_states(first, batch, states.baseAddress)
                let count = Int(min(UInt64(batch), seeds.upperBound - first))
                for index in 0..<count {
                    let words = (
                        states[index], states[batch &+ index], states[2 &* batch &+ index],
                        states[3 &* batch &+ index]
                    )
                    body(first &+ UInt64(index), PCG64(words))
                }
                first += UInt64(count)
            }
        }
    }

    /// The first words that `RandomState(seed)` draws.
    struct Words {
        fileprivate let outputs: UnsafeMutableBufferPointer<UInt32>
        fileprivate let lane: Int
        let count: Int

        @inline(__always)
        subscript(index: Int) -> UInt32 {
            precondition(index >= 0 && index < count)
            return outputs[index &* StreamHeads.lanes &+ lane]
        }
    }

    private static let lanes = Int(AT1_TWISTER_LANES)
    /// The maximum number of words of a head.
    static let mostWords = 227

    /// Passes on each seed with the first `words` words of its stream; `words` is at most ``mostWords``.
    ///
    /// - Parameter asList: whether the stream is that of `RandomState([seed])`, and of Python's `random.seed(seed)`.
    @inline(__always)
    static func mt19937(
        _ seeds: Range<UInt64>, words: Int, asList: Bool = false, _ body: (UInt64, Words) -> Void
    ) {
        precondition(words <= mostWords && seeds.upperBound <= 1 << 32)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: words * lanes) { outputs in
            outputs.initialize(repeating: 0)
            var first = seeds.lowerBound
            while first < seeds.upperBound {
                if asList {
                    at1_twister_mixed_outputs(UInt32(first), words, outputs.baseAddress)
                } else {
                    at1_twister_outputs(UInt32(first), words, outputs.baseAddress)
                }
                let count = Int(min(UInt64(lanes), seeds.upperBound - first))
                for lane in 0..<count {
                    body(first &+ UInt64(lane), Words(outputs: outputs, lane: lane, count: words))
                }
                first += UInt64(count)
            }
        }
    }
}
