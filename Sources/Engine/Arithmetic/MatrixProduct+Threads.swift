extension MatrixProduct {
    /// How OpenBLAS divides a product among threads: shares of outputs times shares of samples.
    struct Split {
        var outputShares: Int
        var sampleShares: Int

        var count: Int { outputShares * sampleShares }

        init(_ product: borrowing MatrixProduct, threads: Int) {
            let least = product.kernel.leastShare
            let samples = product.samples
            let outputs = product.outputs
            outputShares = 1
            if outputs >= 2 * least {
                outputShares = threads
                while outputs < outputShares * least { outputShares /= 2 }
            }
            sampleShares = 1
            guard samples >= least * outputShares else { return }
            sampleShares = min(samples.dividedUp(by: least * outputShares), threads / outputShares)
            // Shares of outputs become shares of samples where that makes the parts squarer.
            var best: (cost: Int, divisor: Int)?
            func consider(_ divisor: Int) {
                let cost = samples * (outputShares / divisor) + outputs * sampleShares * divisor
                if best.map({ cost < $0.cost }) ?? true { best = (cost, divisor) }
            }
            var divisor = 1
            while divisor * divisor <= outputShares {
                if outputShares % divisor == 0 {
                    consider(divisor)
                    consider(outputShares / divisor)
                }
                divisor += 1
            }
            if let best {
                outputShares /= best.divisor
                sampleShares *= best.divisor
            }
        }
    }

    /// What each thread adds. The shares are independent, so that doing one after the other gives the same result.
    func inShares(_ split: Split) {
        let shares = shareOutputs(split.outputShares)
        for panel in pieces(samples, { _ in kernel.panel * split.count }) {
            let parts = shareSamples(panel, split)
            for block in pieces(depth, { half($0, of: kernel.block) { ($0 + 1) / 2 } }) {
                for (part, pieces) in parts.enumerated() {
                    for (own, share) in shares.enumerated() {
                        addShare(share, pieces, own: own, depth: block, part)
                    }
                }
            }
        }
    }

    /// The outputs of one thread, for all samples of its part: its own piece in chunks, the others' pieces whole.
    private func addShare(_ outputs: Range<Int>, _ samples: [Range<Int>], own: Int, depth: Range<Int>, _ part: Int) {
        var isFirst = true
        let strips = pieces(outputs.count) { left in
            defer { isFirst = false }
            return stripWidth(left, roundingUp: !isFirst)
        }
        for strip in strips {
            let strip = strip.offset(by: outputs.lowerBound)
            for (owner, piece) in samples.enumerated() {
                for half in pieces(piece.count, { _ in piece.count.dividedUp(by: 2) }) {
                    let half = half.offset(by: piece.lowerBound)
                    if owner == own, strip.lowerBound == outputs.lowerBound {
                        addInChunks(samples: half, outputs: strip, depth: depth)
                    } else {
                        addCall(samples: half, outputs: strip, depth: depth)
                    }
                }
            }
        }
    }

    private func shareOutputs(_ count: Int) -> [Range<Int>] {
        var shares: [Range<Int>] = []
        var start = 0
        while start < outputs {
            let width = even((outputs - start).dividedUp(by: max(1, count - shares.count)), left: outputs - start)
            shares.append(start..<start + width)
            start += width
        }
        return shares
    }

    /// A panel's parts, and the pieces of each part, one per thread; some may be empty.
    private func shareSamples(_ panel: Range<Int>, _ split: Split) -> [[Range<Int>]] {
        var start = panel.lowerBound
        return (0..<split.sampleShares).map { part in
            var left = (panel.upperBound - start).dividedUp(by: split.sampleShares - part)
            // `left` counts down over the pieces as they are cut.
            let end = start + left
            var pieces: [Range<Int>] = []
            for piece in 0..<split.outputShares {
                let width = max(left.dividedUp(by: split.outputShares - piece), kernel.leastShare)
                let first = end - left
                left -= even(width, left: left)
                pieces.append(first..<end - left)
            }
            start = end
            return pieces
        }
    }

    /// A width rounded up to a multiple that the kernel prefers, if enough outputs remain.
    private func even(_ width: Int, left: Int) -> Int {
        let unit = kernel.evenShare
        let rounded = unit > left || width <= unit ? width : width.roundedUp(to: unit)
        return min(rounded, left)
    }
}
