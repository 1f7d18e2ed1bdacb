internal import Objects

/// Numbers that torch drew on the CPU.
extension Recogniser {
    func torch(_ observation: Observation) throws -> Recipe? {
        let seen = observation.seen
        guard seen.count > 3, observation.saves.contains(where: { !$0.contains("json") }) else { return nil }
        if observation.type == .float32 {
            let uniform = UnitDraw(source: .torch { Double($0.single()) }, fit: .exact) { _, _, size in
                "torch.rand(\(size)).numpy()"
            }
            return try first(torch: uniform, seen, observation) ?? torchNormals(observation, seen)
        }
        guard observation.type == .int64, let greatest = seen.values.max(), let least = seen.values.min(), least >= 0,
            greatest < 0x1p31
        else {
            return nil
        }
        let ranges = IntegerRanges.likely(least: Int64(least), greatest: Int64(greatest), count: UInt64(seen.count))
        for range in ranges.prefix(24) {
            let low = Double(range.lowerBound)
            let span = UInt32(truncatingIfNeeded: range.upperBound - range.lowerBound + 1)
            guard span > 0, range.upperBound < 1 << 31 else { continue }
            let size = observation.shape?.count ?? 1 == 1 ? "(\(seen.count),)" : seen.size
            let draw = UnitDraw(source: .torch { low + Double($0.next() % span) }, fit: .exact) { _, _, _ in
                "torch.randint(\(range.lowerBound), \(range.upperBound + 1), \(size)).numpy()"
            }
            if let recipe = try first(torch: draw, seen, observation) { return recipe }
        }
        return nil
    }

    private func torchNormals(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        let count = seen.count
        // The last sixteen are drawn again where they are not a whole group.
        let sure = min(8, count % 16 == 0 || count < 16 ? count : count - 16)
        for place in streams.seeds.indices {
            if place % 64 == 0, isOver { return nil }
            let head = streams.torch(place).normals(count < 16 ? count : 16, 0, 1)
            guard (0..<sure).allSatisfy({ Double(head[$0]) == seen.values[$0] }) else { continue }
            let lines = "torch.manual_seed(\(streams.seeds[place]))\nx = torch.randn(\(seen.size)).numpy()"
            if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
        }
        return nil
    }

    private func first(torch draw: UnitDraw, _ seen: SeenNumbers, _ observation: Observation) throws -> Recipe? {
        guard case .torch(let next) = draw.source else { return nil }
        for place in streams.seeds.indices {
            if place % 64 == 0, isOver { return nil }
            let stream = streams.torch(place)
            guard LineSearch.isPossible(.exact, seen, { next(stream) }) else { continue }
            let lines = "torch.manual_seed(\(streams.seeds[place]))\nx = \(draw.call(0, 1, seen.size))"
            if let recipe = try confirm(lines, savedBy: observation.saves) { return recipe }
        }
        return nil
    }
}
