internal import CFused

/// Products in which one side has a single row or column: OpenBLAS has separate kernels for them.
struct VectorProduct: Sendable {
    typealias Vector = UnsafeBufferPointer<Double>

    let kernel: Kernel
    let threads: Int

    /// Products of this many multiplications or more are divided among threads.
    static let threshold = 460_800.0
    /// Longer dot products are divided, too.
    static let dotThreshold = 10_000
    /// Dot products are computed in stretches of at most this many products.
    private static let stretch = 2048

    // MARK: One output

    /// Each of `samples` rows of `x` times the vector `w`.
    func rows(_ x: Vector, times w: Vector, samples: Int, depth: Int) -> [Double] {
        var y: [Double] = []
        y.reserveCapacity(samples)
        for share in shares(samples, of: Double(samples) * Double(depth)) {
            let fours = share.lowerBound + share.count / 4 * 4
            let pair = fours + (share.count & 2)
            for sample in share {
                let row = Vector(rebasing: x[sample * depth..<(sample + 1) * depth])
                y.append(0 + element(row, w, sample < fours ? .four : sample < pair ? .pair : .single))
            }
        }
        return y
    }

    /// How many samples are processed together: it determines the order of each.
    private enum Company {
        case four, pair, single
    }

    private static let fourLanes = SummationOrder(unroll: 4, lanes: 4, tree: .halves)
    private static let twoLanes = SummationOrder(unroll: 2, lanes: 2, tree: .halves)

    private func element(_ a: Vector, _ b: Vector, _ company: Company) -> Double {
        let whole = a.count / 4 * 4
        var sum = 0.0
        var start = 0
        while start < whole {
            let block = start..<min(whole, start + Self.stretch)
            switch company {
            case .four where kernel.dotsInLanes: sum += lanes(a, b, block, Self.fourLanes, fused: true)
            case .four: sum += Terms(a: a, b: b).joined(.sequence(fused: false), 4, block)
            case .pair: sum += lanes(a, b, block, Self.twoLanes, fused: false)
            case .single: sum += lanes(a, b, block, Self.fourLanes, fused: false)
            }
            start = block.upperBound
        }
        let terms = Terms(a: a, b: b)
        switch a.count - whole {
        case 0: return sum
        case 1: return terms.add(whole, to: sum, fused: kernel.dotTailFused)
        default: return sum + terms.join(.sequence(fused: kernel.dotTailFused), whole..<a.count)
        }
    }

    /// A stretch whose length is a multiple of the order's lanes.
    private func lanes(_ a: Vector, _ b: Vector, _ stretch: Range<Int>, _ order: SummationOrder, fused: Bool) -> Double
    {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: order.lanes) { sums in
            sums.initialize(repeating: 0)
            accumulate(sums, a, b, stretch, fused: fused)
            order.finish { to, from in
                sums[to] += sums[from]
            } rest: { _ in
            }
            return sums[0]
        }
    }

    private func accumulate(
        _ sums: UnsafeMutableBufferPointer<Double>, _ a: Vector, _ b: Vector, _ stretch: Range<Int>, fused: Bool
    ) {
        precondition(stretch.upperBound <= min(a.count, b.count) && stretch.count % sums.count == 0)
        guard let a = a.baseAddress, let b = b.baseAddress, let lanes = sums.baseAddress else { return }
        at1_accumulate_dot(lanes, sums.count, a + stretch.lowerBound, b + stretch.lowerBound, stretch.count, fused)
    }

    // MARK: One sample

    /// The vector `x` times each of `outputs` columns of `w`.
    func columns(_ w: Vector, times x: Vector, outputs: Int, depth: Int) -> [Double] {
        let outputShares = shares(outputs, of: Double(outputs) * Double(depth))
        guard threads > 1, Double(outputs) * Double(depth) >= Self.threshold, outputShares.count < threads,
            outputs * threads <= 1024
        else {
            return outputShares.flatMap { columns($0, of: w, times: x, outputs: outputs, depth: 0..<depth) }
        }
        // Too few outputs to distribute: the depth is divided instead.
        var y = [Double](repeating: 0, count: outputs)
        for share in shares(depth, of: .infinity) {
            for (output, sum) in columns(0..<outputs, of: w, times: x, outputs: outputs, depth: share).enumerated() {
                y[output] += sum
            }
        }
        return y
    }

    private func columns(
        _ share: Range<Int>, of w: Vector, times x: Vector, outputs: Int, depth: Range<Int>
    ) -> [Double] {
        let body = share.lowerBound + share.count / 4 * 4
        let isFew = share.count == outputs && outputs > 1 && outputs < 4
        let fours = depth.lowerBound..<depth.lowerBound + depth.count / 4 * 4
        return share.map { output in
            let terms = Terms(a: w, start: output, stride: outputs, b: x)
            var next = fours.upperBound
            guard output < body else {
                let fused = kernel.lastOutputsFused
                var sum = 0.0
                if kernel.fewOutputsInPairs && isFew {
                    sum = terms.joined(.sequence(fused: fused), 2, fours)
                } else {
                    next = depth.lowerBound
                }
                return 0 + (next..<depth.upperBound).reduce(sum) { terms.add($1, to: $0, fused: fused) }
            }
            var sum = terms.joined(kernel.joinFour, 4, fours)
            if depth.count & 2 != 0 {
                sum = terms.add(kernel.joinTwo, next..<next + 2, to: sum)
                next += 2
            }
            if depth.count & 1 != 0 { sum = terms.add(next, to: sum, fused: false) }
            return 0 + sum
        }
    }

    // MARK: One of each

    /// The dot product of two vectors.
    func dot(_ a: Vector, _ b: Vector) -> Double {
        guard a.count > Self.dotThreshold, threads > 1 else { return dot(a, b, 0..<a.count) }
        return evenShares(a.count, least: 1).reduce(0) { $0 + dot(a, b, $1) }
    }

    private func dot(_ a: Vector, _ b: Vector, _ range: Range<Int>) -> Double {
        let whole = range.lowerBound..<range.lowerBound + range.count / 16 * 16
        let count = kernel.dotLanes
        let sum = withUnsafeTemporaryAllocation(of: Double.self, capacity: max(count, kernel.wideDotLanes ?? 0)) { l in
            l.initialize(repeating: 0)
            var start = whole.lowerBound
            if let wide = kernel.wideDotLanes {
                let end = start + whole.count / wide * wide
                accumulate(l, a, b, start..<end, fused: kernel.fused)
                // Vectors of eight lanes are reduced to vectors of four.
                for lane in 0..<count { l[lane] = l[lane / 4 * 8 + lane % 4] + l[lane / 4 * 8 + 4 + lane % 4] }
                start = end
            }
            let lanes = UnsafeMutableBufferPointer(rebasing: l[..<count])
            accumulate(lanes, a, b, start..<whole.upperBound, fused: kernel.fused)
            return merge(lanes)
        }
        let terms = Terms(a: a, b: b)
        return (whole.upperBound..<range.upperBound).reduce(sum) {
            terms.add($1, to: $0, fused: kernel.dotRestFused)
        }
    }

    private func merge(_ l: UnsafeMutableBufferPointer<Double>) -> Double {
        switch kernel.dotTree {
        case .foldLast:
            for lane in 0..<4 { l[lane] = ((l[lane] + l[4 + lane]) + l[8 + lane]) + l[12 + lane] }
            return (l[0] + l[2]) + (l[1] + l[3])
        case .foldFirst:
            for vector in 0..<4 {
                for lane in 0..<2 { l[vector * 2 + lane] = l[vector * 4 + lane] + l[vector * 4 + 2 + lane] }
            }
        case .pairs: break
        }
        for lane in 0..<2 { l[lane] = (l[lane] + l[2 + lane]) + (l[4 + lane] + l[6 + lane]) }
        return l[0] + l[1]
    }

    // MARK: Threads

    /// Each thread's share of `count` rows or columns, given the total number of multiplications.
    private func shares(_ count: Int, of products: Double) -> [Range<Int>] {
        threads > 1 && products >= Self.threshold ? evenShares(count, least: 4) : [0..<count]
    }

    private func evenShares(_ count: Int, least: Int) -> [Range<Int>] {
        var left = threads
        return pieces(count) { rest in
            defer { left -= 1 }
            return max(least, rest.dividedUp(by: max(1, left)))
        }
    }
}

/// The products of a vector with a column of a matrix, or with another vector, to be added in various ways.
private struct Terms {
    let a: UnsafeBufferPointer<Double>
    var start = 0
    var stride = 1
    let b: UnsafeBufferPointer<Double>

    private func left(_ k: Int) -> Double { a[start + k * stride] }

    /// The sum with product `k` added, rounded once or twice.
    func add(_ k: Int, to sum: Double, fused: Bool) -> Double {
        fused ? sum.addingProduct(left(k), b[k]) : left(k) * b[k] + sum
    }

    /// The sum with the products of `range` added, combined as `join` says.
    func add(_ join: Kernel.Join, _ range: Range<Int>, to sum: Double) -> Double {
        if case .none = join { return range.reduce(sum) { add($1, to: $0, fused: false) } }
        return sum + self.join(join, range)
    }

    /// The sum of `range`, whose length is a multiple of `group`, with each group combined.
    func joined(_ join: Kernel.Join, _ group: Int, _ range: Range<Int>) -> Double {
        var sum = 0.0
        var k = range.lowerBound
        while k < range.upperBound {
            sum = add(join, k..<k + group, to: sum)
            k += group
        }
        return sum
    }

    /// Two or more products combined into one term.
    func join(_ join: Kernel.Join, _ range: Range<Int>) -> Double {
        let first = range.lowerBound
        let one = left(first + 1) * b[first + 1]
        switch join {
        case .none: return add(join, range, to: 0)
        case .sequence(let fused):
            let two = add(first, to: one, fused: fused)
            return (first + 2..<range.upperBound).reduce(two) { add($1, to: $0, fused: fused) }
        case .evenOdd(let fused):
            var even = left(first) * b[first]
            var odd = one
            for k in first + 2..<range.upperBound {
                if (k - first) % 2 == 0 {
                    even = add(k, to: even, fused: fused)
                } else {
                    odd = add(k, to: odd, fused: fused)
                }
            }
            return even + odd
        }
    }
}
