internal import Objects

extension Recogniser {
    /// The origin of one array, or of an archive of two.
    func find(_ observation: Observation) throws -> Recipe? {
        if observation.targets != nil { return depth == .later ? nil : try pair(observation) }
        if observation.isList, depth != .later, let recipe = try pythonList(observation) { return recipe }
        return try numbers(observation)
    }

    private func numbers(_ observation: Observation) throws -> Recipe? {
        if depth != .later, let recipe = try quick(observation) { return recipe }
        guard depth != .first else { return nil }
        if observation.areWhole { return try laterIntegers(observation, observation.seen) }
        guard observation.type.isReal else { return nil }
        return try later(observation, observation.seen) ?? weighted(observation, observation.seen)
    }

    private func quick(_ observation: Observation) throws -> Recipe? {
        if observation.areWhole || observation.type == .bool {
            if let recipe = try whole(observation) { return recipe }
        }
        if !observation.isList, let recipe = try pythonList(observation) { return recipe }
        if let recipe = try torch(observation) { return recipe }
        if !observation.areWhole || observation.type.isReal {
            if let recipe = try reals(observation) { return recipe }
        }
        return try learned(observation)
    }

    /// Lines that draw `x` as was found, and save it.
    func save(
        _ observation: Observation, _ from: DrawnFrom, _ place: Int, _ text: String, _ suffix: String = ""
    ) throws -> Recipe? {
        try confirm("\(setup(from, place))\nx = \(text)\(suffix)", savedBy: observation.saves)
    }

    // MARK: Whole numbers

    private func whole(_ observation: Observation) throws -> Recipe? {
        if observation.type == .bool { return try mask(observation) }
        let seen = observation.seen
        let short: Bool
        if case .number(let element) = observation.type { short = element.byteCount < 4 } else { short = false }
        if short {
            // Several values from one draw: by template.
            let templates = Templates.shortRanges(observation)
            return try TemplateSearch(observation: observation, recogniser: self).first(of: templates)
        }
        let ranges = DrawnFrom.allCases.flatMap { UnitDraw.ranges($0, seen) }
        let cast =
            observation.type == .float64 && observation.saves.contains { !$0.contains("savetxt") }
            ? ".astype(float)" : ""
        if let recipe = try first(ranges, seen, { try save(observation, $0, $1, $2.text, cast) }) { return recipe }
        guard observation.type == .int64 || observation.type == .float64 else { return nil }
        if let recipe = try labels(observation) { return recipe }
        let counts = DrawnFrom.allCases.flatMap { UnitDraw.counts($0, seen) }
        if let recipe = try first(counts, seen, { try save(observation, $0, $1, $2.text) }) { return recipe }
        if let recipe = try truncated(observation, seen) { return recipe }
        for folded in observation.folded where !isOver {
            if let recipe = try rows(folded, folded.seen) { return recipe }
        }
        let orders = Templates.orders(observation)
        if let recipe = try TemplateSearch(observation: observation, recogniser: self).first(of: orders) {
            return recipe
        }
        // Running sums of steps up and down.
        if let width = seen.shape.flatMap({ $0.count == 2 ? $0[1] : nil }), width > 1 {
            return try stepsDown(observation, seen, width)
        }
        let steps = seen.steps(width: max(1, seen.count))
        guard Set(steps.values) == [-1, 1] else { return nil }
        return try forEachSeed { from, place, sampler in
            guard let draw = LabelDraw(from, steps.values.map(UnitDraw.plain)) else { return nil }
            for found in draw.calls(sampler, size: seen.size, list: { "[\($0.joined(separator: ", "))]" }) {
                if let recipe = try save(observation, from, place, "np.cumsum(\(found.text))") { return recipe }
            }
            if let found = draw.mask(sampler, size: seen.size, yes: "-1"),
                let recipe = try save(observation, from, place, "np.cumsum(np.where(\(found.text), -1, 1))")
            {
                return recipe
            }
            return nil
        }
    }

    /// The same of several walks side by side, along the first axis.
    private func stepsDown(_ observation: Observation, _ seen: SeenNumbers, _ width: Int) throws -> Recipe? {
        var steps = seen.values
        for index in stride(from: steps.count - 1, through: width, by: -1) { steps[index] -= steps[index - width] }
        guard Set(steps) == [-1, 1] else { return nil }
        let words = steps.map(UnitDraw.plain)
        return try forEachSeed { from, place, sampler in
            guard let draw = LabelDraw(from, words) else { return nil }
            for found in draw.calls(sampler, size: seen.size, list: { "[\($0.joined(separator: ", "))]" }) {
                if let recipe = try save(observation, from, place, "np.cumsum(\(found.text), axis=0)") { return recipe }
            }
            return nil
        }
    }

    /// Normals that were rounded to whole numbers, or cut off to them.
    private func truncated(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        guard seen.count >= 16, Set(seen.values).count > 8 else { return nil }
        for (suffix, shift) in [(".astype(int)", 0.5), (".round().astype(int)", 0.0), (".round()", 0.0)] {
            let isCast = suffix.hasSuffix("astype(int)")
            guard isCast == observation.type.isInteger else { continue }
            let moved = SeenNumbers(
                seen.values.map { $0 + ($0 < 0 ? -shift : $0 > 0 ? shift : 0) },
                slacks: seen.values.map { $0 == 0 && shift > 0 ? 1 : 0.5 }, shape: seen.shape, type: .float64)
            let recipe = try first(DrawnFrom.allCases.map(UnitDraw.normal), moved) { from, place, found in
                try save(observation, from, place, found.text, suffix)
            }
            if let recipe { return recipe }
        }
        return nil
    }

    /// Numbers of few kinds, chosen from a list.
    private func labels(_ observation: Observation) throws -> Recipe? {
        let words = observation.values.map(UnitDraw.plain)
        let counts = Array(Set(observation.values)).sorted()
        let isCounted = counts == counts.indices.map { Double($0) }
        return try forEachSeed { from, place, sampler in
            guard let draw = LabelDraw(from, words) else { return nil }
            for found in draw.calls(
                sampler, size: observation.shapeText,
                list: {
                    isCounted && $0 == $0.indices.map { "\($0)" } ? "\($0.count)" : "[\($0.joined(separator: ", "))]"
                })
            {
                if let recipe = try save(observation, from, place, found.text) { return recipe }
            }
            return nil
        }
    }

    private func mask(_ observation: Observation) throws -> Recipe? {
        let words = observation.values.map { $0 == 0 ? "False" : "True" }
        let size = observation.shapeText
        let recipe = try forEachSeed { from, place, sampler in
            guard let draw = LabelDraw(from, words) else { return nil }
            if let found = draw.mask(sampler, size: size),
                let recipe = try save(observation, from, place, found.text)
            {
                return recipe
            }
            for found in draw.calls(sampler, size: size, list: { "[\($0.joined(separator: ", "))]" }) {
                if let recipe = try save(observation, from, place, found.text) { return recipe }
            }
            return nil
        }
        if let recipe { return recipe }
        // Normals above a number.
        return try forEachSeed { from, place, sampler in
            let signs = observation.values.prefix(64).allSatisfy { (sampler.normal() > 0) == ($0 != 0) }
            return signs ? try save(observation, from, place, "\(from.name).standard_normal(\(size)) > 0") : nil
        }
    }

    /// Rows whose numbers belong together: counts or shares with a fixed sum.
    func rows(_ observation: Observation, _ seen: SeenNumbers) throws -> Recipe? {
        for from in DrawnFrom.allCases {
            for draw in RowDraw.all(from, seen) {
                let recipe = try forEachSeed([from]) { from, place, sampler in
                    guard draw.isPossible(seen, sampler) else { return nil }
                    return try save(observation, from, place, draw.call(seen.count / draw.width), seen.suffix)
                }
                if let recipe { return recipe }
            }
        }
        return nil
    }
}
