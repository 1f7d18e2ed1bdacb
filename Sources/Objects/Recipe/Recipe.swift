/// What a file is computed from: a generator, its parameters, and the required SHA-256 of the result (docs/format.md
/// §3.3).
///
/// The value keeps the exact bytes it was read from. It does not know whether the generator exists or what the
/// parameters mean; a ``RecipeEvaluator`` does.
public struct Recipe: Hashable, Sendable {
    /// The generator's name in the catalogue.
    public let generator: String
    /// The generator's parameters, including the seed, in canonical form.
    public let params: JSONObject
    /// Which of the generator's arrays the file holds: `X` or `y`.
    public let array: String
    /// The format of the file: `raw`, `npy` or `npz`.
    public let encoding: String
    /// The engine that made the recipe, and what the recipe is bound to.
    public let engine: Engine
    /// The output of the recipe.
    public let output: Output

    /// The canonical bytes: the payload of a recipe object.
    public let bytes: [UInt8]

    /// The build that a recipe is bound to.
    public struct Engine: Hashable, Sendable {
        /// The engine's name; `at1` for ours.
        public let name: String
        /// Identifies the behaviour of the generator's code: a SHA-256 over its name, its revision and its output for
        /// fixed probes.
        public let code: Digest
        /// The order of additions in matrix products; nil if the result does not depend on it.
        public let arithmetic: String?

        public init(name: String, code: Digest, arithmetic: String?) {
            self.name = name
            self.code = code
            self.arithmetic = arithmetic
        }
    }

    /// The file that a recipe gives.
    public struct Output: Hashable, Sendable {
        /// In bytes.
        public let length: UInt64
        /// The SHA-256 of the file. Bytes with another one never leave a repository.
        public let sha256: Digest

        public init(length: UInt64, sha256: Digest) {
            self.length = length
            self.sha256 = sha256
        }
    }

    public init(
        generator: String, params: JSONObject, array: String, encoding: String, engine: Engine, output: Output
    ) {
        self.generator = generator
        self.params = params
        self.array = array
        self.encoding = encoding
        self.engine = engine
        self.output = output
        let arithmetic: JSONValue = engine.arithmetic.map { .string($0) } ?? .null
        let value: JSONValue = [
            "array": .string(array),
            "encoding": .string(encoding),
            "engine": [
                "arithmetic": arithmetic, "code": .string(engine.code.hex), "name": .string(engine.name),
            ],
            "generator": .string(generator),
            "output": ["length": .integer(output.length), "sha256": .string(output.sha256.hex)],
            "params": .object(params),
        ]
        bytes = value.canonicalBytes
    }

    /// The maximum length of a recipe in bytes.
    public static let maximumLength = 1 << 20

    /// Reads the payload of a recipe object: canonical JSON, all fields and no others.
    public init(payload: [UInt8]) throws(DecodeError) {
        guard payload.count <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "a recipe of \(payload.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        var fields = try JSONFields(JSONValue(canonical: payload), "recipe")
        array = try fields.string("array")
        encoding = try fields.string("encoding")
        generator = try fields.string("generator")
        params = try fields.object("params")
        var engine = try fields.fields("engine")
        self.engine = Engine(
            name: try engine.string("name"), code: try engine.digest("code"),
            arithmetic: try engine.stringOrNull("arithmetic"))
        try engine.end()
        var output = try fields.fields("output")
        self.output = Output(length: try output.unsigned("length"), sha256: try output.digest("sha256"))
        try output.end()
        try fields.end()
        bytes = payload
    }

    /// The identity of the recipe as an object of a repository.
    public var id: ObjectID { ObjectID(of: .recipe, bytes) }
}
