internal import Objects
internal import Packs

/// The output of a recipe, read from any place once it has been verified as a whole.
struct RecipeReader: Sendable {
    let recipe: Recipe
    private let evaluator: any RecipeEvaluator
    private let repository: Repository
    private let points: OutputPoints

    /// Looks up the points of the recipe. If there are none, executes all of it, and makes them.
    ///
    /// - Throws: `RecipeError.differs` if the output is not the recorded one.
    init(_ recipe: Recipe, in repository: Repository) throws {
        self.recipe = recipe
        self.repository = repository
        evaluator = try repository.evaluator(for: recipe)
        if let found = repository.points.find(recipe) {
            points = found
        } else {
            points = try Self.makePoints(recipe, evaluator)
            repository.points.put(points)
        }
    }

    private static func makePoints(_ recipe: Recipe, _ evaluator: any RecipeEvaluator) throws -> OutputPoints {
        var points = OutputPoints(recipe: recipe.id, length: recipe.output.length)
        var whole = ContentHasher()
        var block = ContentHasher()
        try evaluator.evaluate(recipe, from: nil, count: recipe.output.length) {
            points.note($0)
        } _: { bytes in
            whole.update(bytes)
            guard whole.count <= recipe.output.length else { return }
            var rest = bytes
            while rest.byteCount > 0 {
                let room = Int(OutputPoints.blockLength - block.count)
                block.update(rest.extracting(first: room))
                rest = rest.extracting(droppingFirst: room)
                if block.count == OutputPoints.blockLength {
                    points.append(block.finish())
                    block = ContentHasher()
                }
            }
        }
        try recipe.check(whole)
        if block.count > 0 { points.append(block.finish()) }
        return points
    }

    /// Passes on a part of the output, each block once it has the digest that it had when the whole was verified.
    ///
    /// - Parameter place: where an earlier call has ended, and then where this one does: reading on from there computes
    ///   nothing twice.
    func read(
        _ range: Range<UInt64>, from place: inout RecipePoint?, _ consume: (RawSpan) throws -> Void
    ) throws {
        guard range.upperBound <= recipe.output.length, !range.isEmpty else { return }
        var index = Int(range.lowerBound / OutputPoints.blockLength)
        let start = points.range(ofBlock: index).lowerBound
        let end = points.range(ofBlock: Int((range.upperBound - 1) / OutputPoints.blockLength)).upperBound
        let known = points.point(before: start)
        let point = [place, known].compactMap(\.self).filter { $0.offset <= start }.max { $0.offset < $1.offset }
        var offset = point?.offset ?? 0
        var block: [UInt8] = []
        block.reserveCapacity(Int(OutputPoints.blockLength))
        var last: RecipePoint?
        do {
            try evaluator.evaluate(recipe, from: point, count: end - offset) {
                last = $0
            } _: { bytes in
                var rest = bytes
                // What lies before the first block that is wanted.
                let skipped = Int(min(UInt64(rest.byteCount), start - min(start, offset)))
                rest = rest.extracting(droppingFirst: skipped)
                offset += UInt64(skipped)
                while rest.byteCount > 0, offset < end {
                    let blockRange = points.range(ofBlock: index)
                    let taken = min(rest.byteCount, Int(blockRange.upperBound - offset))
                    rest.extracting(first: taken).withUnsafeBytes { block += $0 }
                    rest = rest.extracting(droppingFirst: taken)
                    offset += UInt64(taken)
                    guard offset == blockRange.upperBound else { continue }
                    try pass(block, index, range, consume)
                    block.removeAll(keepingCapacity: true)
                    index += 1
                }
            }
        } catch is DecodeError {
            throw damaged(index)
        }
        guard offset >= end else { throw damaged(index) }
        place = last
    }

    private func pass(
        _ block: [UInt8], _ index: Int, _ range: Range<UInt64>, _ consume: (RawSpan) throws -> Void
    ) throws {
        guard Digest(of: block) == points.digests[index] else { throw damaged(index) }
        let whole = points.range(ofBlock: index)
        let wanted = range.clamped(to: whole)
        try consume(
            block.span.bytes.extracting(
                Int(wanted.lowerBound - whole.lowerBound)..<Int(wanted.upperBound - whole.lowerBound)))
    }

    /// The next reading executes the whole again.
    private func damaged(_ index: Int) -> RecipeError {
        repository.points.remove(recipe.id)
        return .differs(
            recipe.id, what: "block \(index) is not what it was when the whole was verified")
    }
}
