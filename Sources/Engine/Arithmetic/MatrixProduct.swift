internal import CFused

/// `numpy.dot` of two matrices in C order, added in OpenBLAS's order (docs/arithmetic.md).
///
/// The value is a product that is being computed. Its methods only determine which elements, over which depth, in which
/// order; ``add(_:samples:outputs:depth:)`` is the one place that multiplies.
struct MatrixProduct: ~Copyable {
    let kernel: Kernel
    let samples, outputs, depth: Int
    private let x: UnsafeBufferPointer<Double>
    private let w: UnsafeBufferPointer<Double>
    private let y: UnsafeMutableBufferPointer<Double>
    private let scratch: UnsafeMutableBufferPointer<Double>

    /// Products of at most this many multiplications take the small path, if the kernel has one.
    static let smallest = 1_000_000.0
    /// The minimum number of multiplications per thread.
    static let threshold = 262_144.0

    /// The number of sums computed at once: they fit in the first-level cache.
    private static let scratchCount = 2048

    /// The product of `x`, `samples` rows of `depth`, and `w`, `depth` rows of `outputs`.
    static func dot(
        _ x: Span<Double>, _ w: Span<Double>, samples: Int, depth: Int, outputs: Int, _ profile: ArithmeticProfile
    ) -> [Double] {
        precondition(x.count == samples * depth && w.count == depth * outputs)
        let count = samples * outputs
        guard count > 0, depth > 0 else { return [Double](repeating: 0, count: count) }
        let kernel = Kernel.of(profile.family)
        return x.withUnsafeBufferPointer { x in
            w.withUnsafeBufferPointer { w in
                if depth == 1 {
                    return (0..<count).map { index in
                        let product = x[index / outputs] * w[index % outputs]
                        return count == 1 ? product : 0 + product
                    }
                }
                if samples == 1 || outputs == 1 {
                    let product = VectorProduct(kernel: kernel, threads: profile.threads)
                    if count == 1 { return [0 + product.dot(x, w)] }
                    return outputs == 1
                        ? product.rows(x, times: w, samples: samples, depth: depth)
                        : product.columns(w, times: x, outputs: outputs, depth: depth)
                }
                var y = [Double](repeating: 0, count: count)
                y.withUnsafeMutableBufferPointer { y in
                    let product = MatrixProduct(
                        kernel, samples: samples, outputs: outputs, depth: depth, x: x, w: w, y: y)
                    product.compute(threads: profile.threads)
                }
                return y
            }
        }
    }

    private init(
        _ kernel: Kernel, samples: Int, outputs: Int, depth: Int, x: UnsafeBufferPointer<Double>,
        w: UnsafeBufferPointer<Double>, y: UnsafeMutableBufferPointer<Double>
    ) {
        self.kernel = kernel
        self.samples = samples
        self.outputs = outputs
        self.depth = depth
        self.x = x
        self.w = w
        self.y = y
        let lanes = kernel.exceptions.reduce(8) { max($0, $1.order.lanes) }
        scratch = .allocate(capacity: max(Self.scratchCount, lanes * outputs))
    }

    deinit {
        scratch.deallocate()
    }

    private func compute(threads: Int) {
        let products = Double(samples) * Double(outputs) * Double(depth)
        if kernel.hasSmallPath && products <= Self.smallest {
            small()
            return
        }
        let least = Self.threshold
        var threads = threads
        if products <= least {
            threads = 1
        } else if products / Double(threads) < least {
            threads = Int(products / least)
        }
        let split = threads > 1 ? Split(self, threads: threads) : nil
        if let split, split.count > 1 {
            inShares(split)
        } else {
            onOneThread()
        }
    }

    /// SkylakeX's path for small products: depth in one piece; the last one to four outputs past a multiple of eight
    /// are sums of eight lanes.
    private func small() {
        let past = outputs % 8
        let inLanes = (1...4).contains(past) && depth >= 16
        let chains = inLanes ? outputs - past : outputs
        add(.chain, samples: 0..<samples, outputs: 0..<chains, depth: 0..<depth)
        guard inLanes else { return }
        let fours = past == 4 ? samples : samples / 4 * 4
        let neighbours = SummationOrder(unroll: 8, lanes: 8, tail: .spread)
        let halves = SummationOrder(unroll: 8, lanes: 8, tail: .spread, tree: .halves)
        add(neighbours, samples: 0..<fours, outputs: chains..<outputs, depth: 0..<depth)
        add(halves, samples: fours..<samples, outputs: chains..<outputs, depth: 0..<depth)
    }

    private func onOneThread() {
        for panel in pieces(samples, { _ in kernel.panel }) {
            for block in pieces(depth, { half($0, of: kernel.block) { ($0 / 2).roundedUp(to: kernel.outputUnroll) } }) {
                for strip in pieces(outputs, { stripWidth($0, roundingUp: false) }) {
                    if strip.lowerBound == 0 {
                        addInChunks(samples: panel, outputs: strip, depth: block)
                    } else {
                        addCall(samples: panel, outputs: strip, depth: block)
                    }
                }
            }
        }
    }

    /// The width of the next strip of outputs, given how many remain.
    func stripWidth(_ left: Int, roundingUp: Bool) -> Int {
        half(left, of: kernel.strip) { (($0 + (roundingUp ? 1 : 0)) / 2).roundedUp(to: kernel.outputUnroll) }
    }

    /// How OpenBLAS divides sizes: whole ones while two or more fit, then two halves, then the rest.
    func half(_ left: Int, of size: Int, _ halve: (Int) -> Int) -> Int {
        left >= 2 * size ? size : left > size ? halve(left) : left
    }

    /// The first strip of a block is multiplied with its panel one chunk of samples at a time.
    func addInChunks(samples: Range<Int>, outputs: Range<Int>, depth: Range<Int>) {
        let chunk = 3 * kernel.sampleUnroll
        let tile = Kernel.tile(kernel.sampleTiles, chunk)
        // Chunks of the full size consist of tiles of one size, so that all of them can be processed at once.
        let whole = chunk % tile == 0 ? samples.count / chunk * chunk : 0
        let middle = samples.lowerBound + whole
        if whole > 0 { addTiles(tile, samples: samples.lowerBound..<middle, outputs: outputs, depth: depth) }
        let rest = pieces(samples.upperBound - middle) { left in
            left >= chunk ? chunk : left > kernel.sampleUnroll ? kernel.sampleUnroll : left
        }
        for piece in rest {
            addCall(samples: piece.offset(by: middle), outputs: outputs, depth: depth)
        }
    }

    /// One call of a kernel: a rectangle of elements over a block of depth, divided into tiles from its corner.
    func addCall(samples: Range<Int>, outputs: Range<Int>, depth: Range<Int>) {
        var first = samples.lowerBound
        for tile in kernel.sampleTiles {
            let count = (samples.upperBound - first) / tile * tile
            if count > 0 { addTiles(tile, samples: first..<first + count, outputs: outputs, depth: depth) }
            first += count
        }
    }

    /// The part of a call whose tiles have `tile` samples. Neighbouring tiles with the same order are processed
    /// together.
    private func addTiles(_ tile: Int, samples: Range<Int>, outputs: Range<Int>, depth: Range<Int>) {
        var first = outputs.lowerBound
        var run = first
        var order: SummationOrder?
        while run < outputs.upperBound {
            let width = Kernel.tile(kernel.outputTiles, outputs.upperBound - run)
            let next = kernel.order(samples: tile, outputs: width)
            if let order, order != next {
                add(order, samples: samples, outputs: first..<run, depth: depth)
                first = run
            }
            order = next
            run += width
        }
        if let order { add(order, samples: samples, outputs: first..<run, depth: depth) }
    }

    /// Adds to each element the sum of its products over `depth`, in `order`.
    ///
    /// It processes many elements at once, each with its own sum, so that their number does not affect the results.
    private func add(_ order: SummationOrder, samples: Range<Int>, outputs: Range<Int>, depth: Range<Int>) {
        precondition(samples.upperBound <= self.samples && outputs.upperBound <= self.outputs)
        precondition(depth.upperBound <= self.depth)
        let width = outputs.count
        guard let x = x.baseAddress, let w = w.baseAddress, let y = y.baseAddress, let sums = scratch.baseAddress,
            width > 0
        else { return }
        let spread = order.spread(depth.count)
        let batch = max(1, scratch.count / (order.lanes * width))
        let corner = w + depth.lowerBound * self.outputs + outputs.lowerBound
        var first = samples.lowerBound
        while first < samples.upperBound {
            let count = min(batch, samples.upperBound - first)
            let lane = count * width
            let factors = x + first * self.depth + depth.lowerBound
            scratch[..<(order.lanes * lane)].update(repeating: 0)
            at1_accumulate_rows(
                sums, order.lanes, count, width, corner, self.outputs, factors, self.depth, spread, kernel.fused)
            order.finish { to, from in
                for index in 0..<lane { sums[to * lane + index] += sums[from * lane + index] }
            } rest: { to in
                at1_accumulate_rows(
                    sums + to * lane, 1, count, width, corner + spread * self.outputs, self.outputs, factors + spread,
                    self.depth, depth.count - spread, kernel.fused)
            }
            for sample in 0..<count {
                let row = (first + sample) * self.outputs + outputs.lowerBound
                for index in 0..<width { y[row + index] += sums[sample * width + index] }
            }
            first += count
        }
    }
}

/// Divides `0..<count` into pieces; `width` returns the width of the next one, at least one, given how many elements
/// remain.
func pieces(_ count: Int, _ width: (Int) -> Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    while start < count {
        let end = min(count, start + max(1, width(count - start)))
        pieces.append(start..<end)
        start = end
    }
    return pieces
}

extension Int {
    func roundedUp(to unit: Int) -> Int { (self + unit - 1) / unit * unit }
    /// The quotient, rounded up.
    func dividedUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}

extension Range<Int> {
    func offset(by distance: Int) -> Range { lowerBound + distance..<upperBound + distance }
}
