/// The orders of addition in the kernels of a family of processors, and where each applies (docs/arithmetic.md).
///
/// A product is `y[j, i] = Σ x[j, k] · w[k, i]`: samples j, outputs i, depth k.
struct Kernel: Sendable {
    /// Whether a product is added with a single rounding in matrix products.
    let fused: Bool

    // MARK: Matrix times matrix

    /// The outputs of a strip, the depth of a block, the samples of a panel (OpenBLAS's P, Q and R).
    let strip, block, panel: Int
    /// Blocks and strips that are halved are rounded up to a multiple of this.
    let outputUnroll: Int
    /// The first strip is multiplied with its panel in chunks of three times this.
    let sampleUnroll: Int
    /// Sizes of tiles, the largest first; tiles are cut greedily.
    let sampleTiles, outputTiles: [Int]
    /// The tiles whose elements are not added in a chain.
    let exceptions: [Exception]
    /// Whether products of at most a million multiplications have a separate path.
    let hasSmallPath: Bool
    /// Threads: the minimum width of a share, and the number that widths are rounded up to a multiple of.
    let leastShare, evenShare: Int

    struct Exception: Sendable {
        let samples, outputs: Int
        let order: SummationOrder
    }

    // MARK: Matrix times vector

    /// One output: whether four samples at a time use four fused lanes; otherwise sums of four products.
    let dotsInLanes: Bool
    /// One output: whether the last products, fewer than four, are fused.
    let dotTailFused: Bool
    /// One sample: how four, and two, products are combined before they are added to the sum.
    let joinFour, joinTwo: Join
    /// One sample: whether the last outputs, fewer than four, are fused.
    let lastOutputsFused: Bool
    /// One sample: whether two or three outputs take their products in pairs.
    let fewOutputsInPairs: Bool

    /// How a few products are combined into one term.
    enum Join: Sendable {
        /// They are not: each is rounded and added to the sum.
        case none
        /// Product 1, then 0, then the others are added to it.
        case sequence(fused: Bool)
        /// The even ones and the odd ones form chains; the two are added.
        case evenOdd(fused: Bool)
    }

    // MARK: Vector times vector

    /// One sample and one output: the lanes of the first loop (nil if there is none) and of the second.
    let wideDotLanes: Int?
    let dotLanes: Int
    let dotTree: DotTree
    /// Whether the last products, too few for the lanes, are fused.
    let dotRestFused: Bool

    /// How the lanes of a dot product are merged.
    enum DotTree: Sendable {
        /// Vectors of four lanes are folded first (lanes 0+2, 1+3), then added in pairs.
        case foldFirst
        /// Vectors of four lanes are added one after the other, then folded.
        case foldLast
        /// Vectors of two lanes are added in pairs, then folded.
        case pairs
    }
}

extension Kernel {
    static func of(_ family: ArithmeticProfile.Family) -> Kernel {
        switch family {
        case .haswell: haswell
        case .skylakex: skylakex
        case .sandybridge: sandybridge
        case .nehalem: nehalem
        }
    }

    private static let haswell = Kernel(
        fused: true, strip: 512, block: 256, panel: 15856, outputUnroll: 4, sampleUnroll: 8,
        sampleTiles: [8, 4, 2, 1], outputTiles: [4, 2, 1],
        exceptions: [
            Exception(samples: 1, outputs: 4, order: SummationOrder(unroll: 8, lanes: 4, tail: .laneZero))
        ],
        hasSmallPath: false, leastShare: 8, evenShare: 8,
        dotsInLanes: true, dotTailFused: true, joinFour: .evenOdd(fused: true), joinTwo: .evenOdd(fused: false),
        lastOutputsFused: false, fewOutputsInPairs: true,
        wideDotLanes: nil, dotLanes: 16, dotTree: .foldFirst, dotRestFused: false)

    private static let skylakex = Kernel(
        fused: true, strip: 192, block: 384, panel: 10704, outputUnroll: 16, sampleUnroll: 2,
        sampleTiles: [12, 10, 8, 6, 4, 2, 1], outputTiles: [16, 8, 4, 2, 1],
        exceptions: [
            Exception(samples: 12, outputs: 4, order: SummationOrder(unroll: 2, lanes: 2)),
            Exception(samples: 12, outputs: 2, order: SummationOrder(unroll: 4, lanes: 4)),
            Exception(samples: 12, outputs: 1, order: SummationOrder(unroll: 4, lanes: 4)),
        ],
        hasSmallPath: true, leastShare: 16, evenShare: 16,
        dotsInLanes: true, dotTailFused: true, joinFour: .sequence(fused: true), joinTwo: .sequence(fused: true),
        lastOutputsFused: true, fewOutputsInPairs: true,
        wideDotLanes: 32, dotLanes: 16, dotTree: .foldLast, dotRestFused: true)

    private static let sandybridge = Kernel(
        fused: false, strip: 512, block: 256, panel: 15856, outputUnroll: 8, sampleUnroll: 4,
        sampleTiles: [4, 2, 1], outputTiles: [8, 4, 2, 1],
        exceptions: [],
        hasSmallPath: false, leastShare: 4, evenShare: 1,
        dotsInLanes: false, dotTailFused: false, joinFour: .none, joinTwo: .none,
        lastOutputsFused: false, fewOutputsInPairs: false,
        wideDotLanes: nil, dotLanes: 16, dotTree: .foldFirst, dotRestFused: false)

    private static let nehalem = Kernel(
        fused: false, strip: 504, block: 256, panel: 15856, outputUnroll: 2, sampleUnroll: 8,
        sampleTiles: [8, 4, 2, 1], outputTiles: [2, 1],
        exceptions: [
            Exception(samples: 4, outputs: 1, order: SummationOrder(unroll: 4, lanes: 2, tail: .laneZero)),
            Exception(samples: 2, outputs: 1, order: SummationOrder(unroll: 4, lanes: 2, tail: .laneZero)),
            Exception(samples: 2, outputs: 2, order: SummationOrder(unroll: 4, lanes: 2, late: true)),
            Exception(samples: 1, outputs: 2, order: SummationOrder(unroll: 4, lanes: 2, late: true)),
            Exception(samples: 1, outputs: 1, order: SummationOrder(unroll: 4, lanes: 4, tail: .half, tree: .halves)),
        ],
        hasSmallPath: false, leastShare: 4, evenShare: 1,
        dotsInLanes: false, dotTailFused: false, joinFour: .sequence(fused: false), joinTwo: .none,
        lastOutputsFused: false, fewOutputsInPairs: true,
        wideDotLanes: nil, dotLanes: 8, dotTree: .pairs, dotRestFused: false)

    /// Whether a product of this size is divided among threads, if there are several.
    func usesThreads(samples: Int, depth: Int, outputs: Int) -> Bool {
        let products = Double(samples) * Double(depth) * Double(outputs)
        switch (samples, outputs) {
        case (1, 1): return depth > VectorProduct.dotThreshold
        case (1, _), (_, 1): return depth > 1 && products >= VectorProduct.threshold
        default: return products > (hasSmallPath ? MatrixProduct.smallest : MatrixProduct.threshold)
        }
    }

    /// The order of additions for the elements of a tile.
    func order(samples: Int, outputs: Int) -> SummationOrder {
        exceptions.first { $0.samples == samples && $0.outputs == outputs }?.order ?? .chain
    }

    /// The largest tile that fits.
    static func tile(_ sizes: [Int], _ left: Int) -> Int {
        sizes.first { $0 <= left } ?? 1
    }
}
