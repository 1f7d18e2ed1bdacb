internal import Synchronization

/// Normals of one `RandomState` stream, made on several threads: the stream is divided into runs of equally many words.
/// How many normals a run gives is only known once it is made.
///
/// To find where a run begins, the generator's state has to be advanced, which takes a tenth of the time of making the
/// normals.
enum PolarRuns {
    /// Fewer normals than this are made on the calling thread.
    static let least = 1 << 17

    /// The turns of a run: its words fit in a core's second-level cache. A point takes four words, and a turn has 156
    /// times as many, so that no point is in two runs.
    private static let turns = 64

    /// Fills the beginning of `values`, in pairs, and returns how many were filled: all but those of a last run that is
    /// only needed in part.
    static func fill(_ values: UnsafeMutableBufferPointer<Double>, _ generator: inout MT19937) -> Int {
        let threads = Machine.processors
        guard threads > 1 else { return 0 }
        let chain = Chain(generator)
        var filled = 0
        try? OrderedPipeline(threads: threads, initial: Run(generator)).run { index, run in
            run.make(from: chain.start(of: index))
        } consume: { _, run in
            guard filled + run.count <= values.count else {
                generator = run.start
                return false
            }
            run.values.withUnsafeBufferPointer { made in
                _ = UnsafeMutableBufferPointer(rebasing: values[filled...]).update(fromContentsOf: made[..<run.count])
            }
            filled += run.count
            return true
        }
        return filled
    }

    /// The beginnings of the runs, each computed from the previous one, in whatever order they are requested.
    private final class Chain: Sendable {
        private let state: Mutex<(next: Int, generator: MT19937, passed: [Int: MT19937])>

        init(_ generator: MT19937) {
            state = Mutex((0, generator, [:]))
        }

        func start(of index: Int) -> MT19937 {
            state.withLock { state in
                while state.next <= index {
                    state.passed[state.next] = state.generator
                    state.generator.advance(turns: turns)
                    state.next += 1
                }
                return state.passed.removeValue(forKey: index) ?? state.generator
            }
        }
    }

    private struct Run: Sendable {
        /// The generator at the first of the run's words.
        var start: MT19937
        var values: [Double] = []
        var count = 0

        init(_ start: MT19937) {
            self.start = start
        }

        mutating func make(from start: MT19937) {
            self.start = start
            let words = turns * MT19937.size
            if values.isEmpty { values = [Double](repeating: 0, count: words / 2) }
            count = 0
            var generator = start
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: PolarPairs.batch * 4) { block in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * PolarPairs.batch) { buffer in
                    let pairs = PolarPairs(buffer)
                    var left = words
                    while left > 0 {
                        let size = min(left, block.count)
                        let part = UnsafeMutableBufferPointer(rebasing: block[..<size])
                        generator.fill(part)
                        let found = pairs.take(UnsafeBufferPointer(part))
                        pairs.scale(found)
                        count += values.withUnsafeMutableBufferPointer { [count] values in
                            pairs.write(found, to: UnsafeMutableBufferPointer(rebasing: values[count...]))
                        }
                        left -= size
                    }
                }
            }
        }
    }
}
