public import Objects

extension ReplayEngine {
    public func hasPoints(_ recipe: Recipe) throws -> Bool {
        try call(of: recipe).enterable != nil
    }

    public func evaluate(
        _ recipe: Recipe, from point: RecipePoint?, count: UInt64, noting note: (RecipePoint) throws -> Void,
        _ consume: (RawSpan) throws -> Void
    ) throws {
        let call = try call(of: recipe)
        guard let (array, stream) = call.enterable else {
            guard point == nil else { throw DecodeError(.outOfRange, "\(recipe.generator) is computed as a whole") }
            return try evaluate(recipe, consume)
        }
        let header = call.encoding == .npy ? NpyHeader.bytes(array.layout) : []
        let base = UInt64(header.count)
        if point == nil, !header.isEmpty { try consume(header.span.bytes) }
        if let point, point.offset < base || point.offset > call.file.length {
            throw DecodeError(.outOfRange, "the output has no elements at \(point.offset)")
        }
        let needed = point == nil ? count - min(count, base) : count
        try stream.stream(array.name, base: base, from: point, count: needed, noting: note, consume)
    }
}
