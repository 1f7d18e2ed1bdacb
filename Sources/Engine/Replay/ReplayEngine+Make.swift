public import Objects

extension ReplayEngine {
    /// Computes a file and its recipe.
    ///
    /// - Parameters:
    ///   - generator: a name in the ``Catalogue``.
    ///   - params: the generator's parameters, as ``GeneratorDescription/parameters`` describes them.
    ///   - array: nil for the generator's first.
    ///   - encoding: how the array, or for npz all arrays, are stored in the file.
    ///   - arithmetic: nil for OpenBLAS's Haswell kernels on one thread, if the result depends on it.
    ///   - consume: receives the bytes of the file, in order.
    /// - Throws: ``UnknownGenerator``, ``ParameterError``, `RecipeRefusal` if the cost exceeds the limit, and whatever
    ///   `consume` throws.
    public func makeRecipe(
        generator: String, params: JSONObject, array: ArrayName? = nil, encoding: Encoding = .raw,
        arithmetic: ArithmeticProfile? = nil, _ consume: (RawSpan) throws -> Void
    ) throws -> Recipe {
        let open = try Call.Open(generator, params)
        try open.check(limits)
        let array = array ?? open.generator.arrays.first?.name ?? .features
        let profile = arithmetic ?? open.profiles(array, encoding).first ?? nil
        let call = try open.call(array, encoding, profile)
        try call.check(limits)
        var hasher = ContentHasher()
        try call.evaluate { piece in
            hasher.update(piece)
            try consume(piece)
        }
        return call.recipe(.init(length: hasher.count, sha256: hasher.finish()))
    }

    /// Parses the JSON text of parameters. Errors state the column.
    public static func params(parsing text: String, for generator: String) throws(ParameterError) -> JSONObject {
        do {
            let value = try JSONValue(parsing: text)
            guard case .object(let object) = value else {
                throw ParameterError(generator, nil, "the parameters must be a JSON object, as {\"seed\":1}")
            }
            return object
        } catch let error as ParameterError {
            throw error
        } catch {
            throw ParameterError(generator, nil, Self.describe(error, in: text), hint: Self.hint(for: error, in: text))
        }
    }

    private static func describe(_ error: any Error, in text: String) -> String {
        guard let error = error as? DecodeError else { return "the parameters are not JSON" }
        guard let offset = error.offset else { return "the parameters are not JSON: \(error.detail)" }
        let before = text.utf8.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column =
            (before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last?.count ?? 0) + 1
        let place = line == 1 ? "column \(column)" : "line \(line), column \(column)"
        return "the parameters are not JSON: \(error.detail), at \(place)"
    }

    private static func hint(for error: any Error, in text: String) -> String? {
        guard let offset = (error as? DecodeError)?.offset else { return nil }
        let rest = String(decoding: text.utf8.dropFirst(offset).prefix(9), as: UTF8.self)
        switch rest.first {
        case "N", "I", "-": return "NaN and infinities are not allowed"
        case "'": return "JSON wants double quotes"
        case "T", "F": return "JSON writes true and false"
        default: return nil
        }
    }
}
