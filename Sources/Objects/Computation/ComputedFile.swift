/// A file that a computation makes: its path, and its expected mode, length and SHA-256. The payload of an `output`
/// object, the file's entry in a tree (docs/format.md §3.12).
public struct ComputedFile: Hashable, Sendable {
    public let computation: ObjectID
    /// Its path among the outputs of the computation; the file itself may have been moved since.
    public let path: TreePath
    /// In bytes.
    public let length: UInt64
    public let sha256: Digest
    /// The bytes, if they are stored beside the computation.
    public let content: ContentLink?

    /// The canonical bytes: the payload of an output object.
    public let bytes: [UInt8]

    /// An object with the bytes of a file.
    public struct ContentLink: Hashable, Sendable {
        /// Blob or chunks.
        public let kind: ObjectKind
        public let id: ObjectID

        public init(kind: ObjectKind, id: ObjectID) {
            self.kind = kind
            self.id = id
        }

        var json: JSONValue { ["id": .string(id.hex), "kind": .string(kind.rawValue)] }

        init(_ fields: inout JSONFields) throws(DecodeError) {
            kind = try fields.contentKind("kind")
            guard kind == .blob || kind == .chunks else {
                throw DecodeError(.outOfRange, "kept bytes are a blob or chunks, not a \(kind.rawValue)")
            }
            id = ObjectID(try fields.digest("id"))
            try fields.end()
        }
    }

    /// The maximum length of an output object in bytes.
    public static let maximumLength = 16_384

    public init(computation: ObjectID, path: TreePath, length: UInt64, sha256: Digest, content: ContentLink? = nil) {
        self.computation = computation
        self.path = path
        self.length = length
        self.sha256 = sha256
        self.content = content
        let value: JSONValue = [
            "computation": .string(computation.hex), "content": content?.json ?? .null, "length": .integer(length),
            "path": .string(path.description), "sha256": .string(sha256.hex),
        ]
        bytes = value.canonicalBytes
    }

    /// The output of a computation whose identity is known.
    public init(_ output: Computation.Output, of computation: ObjectID, content: ContentLink? = nil) {
        self.init(
            computation: computation, path: output.path, length: output.length, sha256: output.sha256, content: content)
    }

    /// Reads the payload of an output object.
    public init(payload: [UInt8]) throws(DecodeError) {
        guard payload.count <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "an output of \(payload.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        var fields = try JSONFields(JSONValue(canonical: payload), "output")
        computation = ObjectID(try fields.digest("computation"))
        path = try fields.path("path")
        length = try fields.unsigned("length")
        sha256 = try fields.digest("sha256")
        content = try fields.contentLinkOrNull("content")
        try fields.end()
        bytes = payload
    }

    public var id: ObjectID { ObjectID(of: .output, bytes) }

    /// Whether the computation describes the file in the same way.
    public func isOutput(of computation: Computation) -> Bool {
        computation.output(at: path).map { $0.length == length && $0.sha256 == sha256 } ?? false
    }
}
