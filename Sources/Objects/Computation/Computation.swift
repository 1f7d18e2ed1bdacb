/// A program that was run: its arguments, input files and environment, and the files that it made (docs/format.md
/// §3.10).
///
/// The value keeps the exact bytes it was read from. Reading a computation executes nothing.
public struct Computation: Hashable, Sendable {
    /// The program and its arguments.
    public let arguments: [String]
    /// The files outside the working tree that it read.
    public let environment: ObjectID
    /// The folder of the working tree that it ran in; nil for the top.
    public let folder: TreePath?
    /// In order of paths.
    public let inputs: [Input]
    /// In order of paths; at least one.
    public let outputs: [Output]
    /// The input that was its standard input; nil if that was empty.
    public let standardInput: TreePath?
    /// All environment variables that it had.
    public let variables: [String: String]

    /// The canonical bytes: the payload of a computation object.
    public let bytes: [UInt8]

    /// A file of the working tree that the program reads.
    public struct Input: Hashable, Sendable {
        public let path: TreePath
        public let mode: FileMode
        public let kind: ObjectKind
        public let id: ObjectID

        public init(path: TreePath, mode: FileMode, kind: ObjectKind, id: ObjectID) {
            self.path = path
            self.mode = mode
            self.kind = kind
            self.id = id
        }
    }

    /// A file that the program makes.
    public struct Output: Hashable, Sendable {
        public let path: TreePath
        public let mode: FileMode
        /// In bytes.
        public let length: UInt64
        public let sha256: Digest

        public init(path: TreePath, mode: FileMode, length: UInt64, sha256: Digest) {
            self.path = path
            self.mode = mode
            self.length = length
            self.sha256 = sha256
        }
    }

    /// The maximum length of a computation in bytes.
    public static let maximumLength = 16 << 20
    /// The maximum number of inputs, and of outputs.
    public static let maximumFiles = 65_536

    public var id: ObjectID { ObjectID(of: .computation, bytes) }

    /// Sorts the files, and checks everything that a reader checks.
    public init(
        arguments: [String], environment: ObjectID, folder: TreePath?, inputs: [Input], outputs: [Output],
        standardInput: TreePath?, variables: [String: String]
    ) throws(DecodeError) {
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.inputs = inputs.sorted { $0.path < $1.path }
        self.outputs = outputs.sorted { $0.path < $1.path }
        self.standardInput = standardInput
        self.variables = variables
        bytes = Self.encode(
            arguments: arguments, environment: environment, folder: folder, inputs: self.inputs, outputs: self.outputs,
            standardInput: standardInput, variables: variables)
        try check()
    }

    /// Reads the payload of a computation object: canonical JSON, all members and no others.
    public init(payload: [UInt8]) throws(DecodeError) {
        guard payload.count <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "a computation of \(payload.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        var fields = try JSONFields(JSONValue(canonical: payload), "computation")
        arguments = try Self.strings(fields.array("arguments"), "computation.arguments")
        environment = ObjectID(try fields.digest("environment"))
        folder = try fields.pathOrNull("folder")
        inputs = try fields.array("inputs", atMost: Self.maximumFiles) { (file) throws(DecodeError) in
            let path = try file.path("path")
            let (mode, kind) = (try file.fileMode("mode"), try file.contentKind("kind"))
            guard mode.allows(kind) else { throw DecodeError(.outOfRange, "the input '\(path)' has another kind") }
            return Input(path: path, mode: mode, kind: kind, id: ObjectID(try file.digest("id")))
        }
        outputs = try fields.array("outputs", atMost: Self.maximumFiles) { (file) throws(DecodeError) in
            Output(
                path: try file.path("path"), mode: try file.fileMode("mode"), length: try file.unsigned("length"),
                sha256: try file.digest("sha256"))
        }
        standardInput = try fields.pathOrNull("stdin")
        var variables: [String: String] = [:]
        for member in try fields.object("variables").members {
            guard case .string(let value) = member.value else {
                throw DecodeError(.wrongType, "computation.variables.\(member.key.text) is not a string")
            }
            variables[member.key.text] = value.text
        }
        self.variables = variables
        try fields.end()
        bytes = payload
        let encoded = Self.encode(
            arguments: arguments, environment: environment, folder: folder, inputs: inputs, outputs: outputs,
            standardInput: standardInput, variables: variables)
        guard encoded == payload else {
            throw DecodeError(.notCanonical, "the computation is not written as its members are")
        }
        try check()
    }

    private static func strings(_ values: [JSONValue], _ name: String) throws(DecodeError) -> [String] {
        var strings: [String] = []
        for value in values {
            guard case .string(let string) = value else { throw DecodeError(.wrongType, "\(name) are not all strings") }
            strings.append(string.text)
        }
        return strings
    }

    private static func encode(
        arguments: [String], environment: ObjectID, folder: TreePath?, inputs: [Input], outputs: [Output],
        standardInput: TreePath?, variables: [String: String]
    ) -> [UInt8] {
        var object = JSONObject()
        for (name, value) in variables { object[name] = .string(value) }
        let value: JSONValue = [
            "arguments": .array(arguments.map { .string($0) }),
            "environment": .string(environment.hex),
            "folder": folder.map { .string($0.description) } ?? .null,
            "inputs": .array(
                inputs.map {
                    [
                        "id": .string($0.id.hex), "kind": .string($0.kind.rawValue), "mode": .string($0.mode.rawValue),
                        "path": .string($0.path.description),
                    ]
                }),
            "outputs": .array(
                outputs.map {
                    [
                        "length": .integer($0.length), "mode": .string($0.mode.rawValue),
                        "path": .string($0.path.description), "sha256": .string($0.sha256.hex),
                    ]
                }),
            "stdin": standardInput.map { .string($0.description) } ?? .null,
            "variables": .object(object),
        ]
        return value.canonicalBytes
    }
}
