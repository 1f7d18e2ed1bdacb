internal import Objects

/// Numbers that were drawn after others: the search finds their position in the stream.
extension Recogniser {
    /// How many draws of a stream are examined.
    private static let reach = 12_000

    func later(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.count >= 8, let least = seen.values.min(), let greatest = seen.values.max(),
            seen.slacks.prefix(16).allSatisfy({ $0 < 1e-3 * (greatest - least) })
        else { return nil }
        // Next to a number that dwarfs the others nothing can be compared, and every position would seem right.
        let head = seen.values.prefix(4)
        let error = 1e-8 * head.reduce(0) { max($0, $1.magnitude) }
        guard head.dropFirst().count(where: { ($0 - head[0]).magnitude > error }) >= 2 else { return nil }
        return try laterInGenerator(observation, seen) ?? laterInTwister(observation, seen)
    }

    // MARK: default_rng

    private func laterInGenerator(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let reach = Self.reach
        let head = Array(seen.values.prefix(4))
        let slack = 8 * (seen.slacks.prefix(4).max() ?? 0) + 1e-11 * head.reduce(0) { max($0, $1.magnitude) }
        var raw = [UInt64](repeating: 0, count: reach)
        var values = [Double](repeating: 0, count: reach)
        for draw in [UnitDraw.normal(.generator), UnitDraw.uniform(.generator)] {
            guard case .numpy(_, let next) = draw.source else { continue }
            let recipe = try forEachSeed([.generator]) { from, place, sampler in
                raw.withUnsafeMutableBufferPointer { sampler.bits.fill($0) }
                for index in raw.indices {
                    values[index] = draw.isRange ? PCG64.uniform(raw[index]) : Self.quickNormal(raw[index])
                }
                for start in Self.matches(values, head: head, slack: slack) where start > 0 {
                    if isOver { return nil }
                    guard let moved = streams.sampler(from, place), moved.bits.advance(UInt64(start)),
                        let fresh = moved.copied, LineSearch.isPossible(.affine, seen, { next(moved) })
                    else { continue }
                    for found in draw.calls(seen, size: seen.size, from: fresh) {
                        let lines =
                            "\(setup(from, place))\nrng.bit_generator.advance(\(start))\nx = \(found.text)\(seen.suffix)"
                        if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                    }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }

    /// The normal of a 64-bit draw, if the ziggurat accepts it by itself.
    private static func quickNormal(_ draw: UInt64) -> Double {
        let layer = Int(draw & 0xff)
        let value = Double(draw >> 9 & 0x000f_ffff_ffff_ffff) * Double(bitPattern: NormalZiggurat.layers[layer * 2 + 1])
        return draw >> 8 & 1 == 1 ? -value : value
    }

    /// The positions from which four values are on a line with those of the file.
    private static func matches(_ values: [Double], head: [Double], slack: Double) -> [Int] {
        let (b, c, d) = (head[1] - head[0], head[2] - head[0], head[3] - head[0])
        var found: [Int] = []
        values.withUnsafeBufferPointer { values in
            guard values.count > 4 else { return }
            for index in 0..<values.count - 4 {
                let first = values[index]
                let step = values[index + 1] - first
                let other = values[index + 2] - first
                // The same ratio of the first two steps, then of the first and the third.
                guard (c * step - b * other).magnitude <= slack * (step.magnitude + other.magnitude) else { continue }
                let last = values[index + 3] - first
                guard (d * step - b * last).magnitude <= slack * (step.magnitude + last.magnitude), b * step > 0 else {
                    continue
                }
                found.append(index)
            }
        }
        return found
    }

    // MARK: RandomState

    private func laterInTwister(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let reach = Self.reach
        let head = Array(seen.values.prefix(4))
        let largest = head.reduce(0) { max($0, $1.magnitude) }
        let slack = 8 * (seen.slacks.prefix(4).max() ?? 0) + 1e-11 * largest
        var values = [Double](repeating: 0, count: reach)
        var words = [UInt32](repeating: 0, count: 2 * reach)
        let normal = UnitDraw.normal(.legacy)
        let uniform = UnitDraw.uniform(.legacy)
        return try forEachSeed([.legacy]) { from, place, _ in
            guard var twister = streams.twister(place) else { return nil }
            words.withUnsafeMutableBufferPointer { twister.fill($0) }
            for index in values.indices { values[index] = MT19937.uniform(words[2 * index], words[2 * index + 1]) }
            func confirmed(_ draw: UnitDraw, _ start: Int, skipsOne: Bool) throws -> Recipe? {
                guard case .numpy(_, let next) = draw.source, let moved = streams.sampler(from, place) else {
                    return nil
                }
                for _ in 0..<start { _ = moved.real() }
                if skipsOne { _ = moved.normal() }
                guard let fresh = moved.copied, LineSearch.isPossible(.affine, seen, { next(moved) }) else {
                    return nil
                }
                for found in draw.calls(seen, size: seen.size, from: fresh) {
                    let one = skipsOne ? "\nnp.random.standard_normal()" : ""
                    let lines =
                        "\(setup(from, place))\nnp.random.random_sample(\(start))\(one)\nx = \(found.text)\(seen.suffix)"
                    if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                }
                return nil
            }
            for start in Self.matches(values, head: head, slack: slack) where start > 0 {
                if isOver { return nil }
                if let recipe = try confirmed(uniform, start, skipsOne: false) { return recipe }
            }
            for (start, skipsOne) in Self.polarMatches(values, head: head, slack: slack) where start > 0 {
                if isOver { return nil }
                if let recipe = try confirmed(normal, start, skipsOne: skipsOne) { return recipe }
            }
            return nil
        }
    }

    /// The positions from which polar normals are on a line with those of the file, possibly starting with the second
    /// of a pair.
    ///
    /// A pair's normals are its coordinates times one number, the second first. So the file's differences within a pair
    /// say nothing about location alone; if that is zero their ratio does, without a logarithm.
    private static func polarMatches(_ uniforms: [Double], head: [Double], slack: Double) -> [(Int, Bool)] {
        var found: [(Int, Bool)] = []
        let largest = head.reduce(0) { max($0, $1.magnitude) }
        let error = max(slack, 1e-11 * largest)
        uniforms.withUnsafeBufferPointer { uniforms in
            for index in 0..<uniforms.count - 1 {
                let first = 2 * uniforms[index] - 1
                let second = 2 * uniforms[index + 1] - 1
                // head[0] / head[1] = second / first.
                if (head[0] * first - head[1] * second).magnitude <= error, first * first + second * second < 1,
                    head[0] * second > 0
                {
                    found.append((index, false))
                }
                if (head[1] * first - head[2] * second).magnitude <= error, first * first + second * second < 1,
                    head[1] * second > 0
                {
                    // The previous pair's second normal gave the file's first value.
                    for back in 1...8 where index >= 2 * back { found.append((index - 2 * back, true)) }
                }
            }
        }
        return found
    }

    // MARK: Whole numbers

    /// Integers with few distinct values that were drawn after something else.
    func laterIntegers(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.count >= 40, observation.type == .int64, let least = seen.values.min(),
            let greatest = seen.values.max(),
            greatest - least < 1000, seen.slacks[0] == 0
        else { return nil }
        let head = seen.values.prefix(40).map { Int64($0) }
        for low in Set([0, 1, Int64(least)]).sorted() where low <= Int64(least) {
            let span = UInt64(Int64(greatest) - low)
            let wanted = head.map { UInt64($0 - low) }
            let recipe = try forEachSeed { from, place, sampler in
                let isLegacy = from == .legacy
                let words = (0..<2 * Self.reach).map { _ in sampler.bits.next32() }
                let starts =
                    isLegacy
                    ? Self.maskedMatches(words, wanted, span) : Self.boundedMatches(words, wanted, span)
                for start in starts where start > 0 && start % 2 == 0 {
                    let before =
                        isLegacy
                        ? "np.random.random_sample(\(start / 2))" : "rng.bit_generator.advance(\(start / 2))"
                    let name = isLegacy ? "np.random.randint" : "rng.integers"
                    let lines =
                        "\(setup(from, place))\n\(before)\nx = \(name)(\(low), \(low + Int64(span) + 1), size=\(seen.size))"
                    if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
                }
                return nil
            }
            if let recipe { return recipe }
        }
        return nil
    }

    private static func boundedMatches(_ words: [UInt32], _ wanted: [UInt64], _ span: UInt64) -> [Int] {
        let count = UInt64(span + 1)
        return (0..<max(0, words.count - wanted.count)).filter { start in
            for (index, value) in wanted.enumerated() where (UInt64(words[start + index]) * count) >> 32 != value {
                return false
            }
            return true
        }
    }

    private static func maskedMatches(_ words: [UInt32], _ wanted: [UInt64], _ span: UInt64) -> [Int] {
        let mask = UInt32(truncatingIfNeeded: span == 0 ? 0 : UInt64.max >> UInt64(span.leadingZeroBitCount))
        return words.indices.filter { start in
            guard UInt64(words[start] & mask) == wanted[0] else { return false }
            var at = start
            for value in wanted {
                while at < words.count, UInt64(words[at] & mask) > span { at += 1 }
                guard at < words.count, UInt64(words[at] & mask) == value else { return false }
                at += 1
            }
            return true
        }
    }
}
