internal import Objects

extension Container {
    /// A container file begins with these four bytes.
    public static let magic = Array("AT1R".utf8)

    /// How many bytes of a SHA-256 protect the head.
    private static let checkLength = 6
    /// The maximum length of a head.
    static let maximumHeadLength = Recipe.maximumLength + 128

    private enum Kind: UInt8 {
        case recipe = 1, xz, raw
    }

    // MARK: Writing

    /// The head of a container with `content`.
    static func head(_ content: Content) -> [UInt8] {
        var bytes = magic
        switch content {
        case .recipe(let recipe):
            bytes.append(Kind.recipe.rawValue)
            PackedValue.append(word: recipe.engine.name, to: &bytes)
            PackedValue.append(word: recipe.generator, to: &bytes)
            PackedValue.append(recipe.params, to: &bytes)
            PackedValue.append(word: recipe.array, to: &bytes)
            PackedValue.append(word: recipe.encoding, to: &bytes)
            PackedValue.append(recipe.engine.arithmetic.map { .string($0) } ?? .null, to: &bytes)
            bytes.append(recipe.engine.code)
            append(recipe.output, to: &bytes)
        case .fallback(let fallback):
            bytes.append((fallback.storage == .xz ? Kind.xz : .raw).rawValue)
            append(fallback.output, to: &bytes)
        }
        return bytes + check(bytes)
    }

    private static func append(_ output: Recipe.Output, to bytes: inout [UInt8]) {
        bytes.append(varint: output.length)
        bytes.append(output.sha256)
    }

    private static func check(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        Digest(of: bytes).bytes.prefix(checkLength)
    }

    // MARK: Reading

    /// Reads the head from the beginning of a file, of which `bytes` are the first ``maximumHeadLength``, or all if
    /// there are fewer.
    init(front bytes: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(bytes)
        guard reader.remaining >= Self.magic.count, try reader.take(Self.magic.count, "the magic") == Self.magic[...]
        else {
            throw DecodeError(.syntax, "this is not an .at1r file", at: 0)
        }
        let content: Content
        switch Kind(rawValue: try reader.byte("the kind of container")) {
        case .recipe: content = .recipe(try Self.recipe(&reader))
        case .xz: content = .fallback(Fallback(storage: .xz, output: try Self.output(&reader)))
        case .raw: content = .fallback(Fallback(storage: .raw, output: try Self.output(&reader)))
        case nil: throw DecodeError(.syntax, "this kind of .at1r file is not known", at: 4)
        }
        let body = reader.offset
        guard try reader.take(Self.checkLength, "the check") == Self.check(Array(bytes[..<body])) else {
            throw DecodeError(
                .notCanonical, "the head of the .at1r file is damaged: its check does not match", at: body)
        }
        if case .recipe = content { try reader.end("the recipe") }
        self.init(content: content, headLength: reader.offset)
    }

    private static func recipe(_ reader: inout ByteReader) throws(DecodeError) -> Recipe {
        let engine = try PackedValue.word(&reader)
        let generator = try PackedValue.word(&reader)
        let params = try PackedValue.object(&reader)
        let array = try PackedValue.word(&reader)
        let encoding = try PackedValue.word(&reader)
        let start = reader.offset
        let arithmetic: String?
        switch try PackedValue.value(&reader) {
        case .null: arithmetic = nil
        case .string(let string): arithmetic = string.text
        case .bool, .number, .array, .object:
            throw DecodeError(.wrongType, "the arithmetic is not a name", at: start)
        }
        let code = try reader.digest("the code")
        let recipe = Recipe(
            generator: generator, params: params, array: array, encoding: encoding,
            engine: .init(name: engine, code: code, arithmetic: arithmetic), output: try output(&reader))
        guard recipe.bytes.count <= Recipe.maximumLength else {
            throw DecodeError(.outOfRange, "the recipe is longer than \(Recipe.maximumLength) bytes", at: start)
        }
        return recipe
    }

    private static func output(_ reader: inout ByteReader) throws(DecodeError) -> Recipe.Output {
        .init(length: try reader.varint("the length"), sha256: try reader.digest("the SHA-256"))
    }
}
