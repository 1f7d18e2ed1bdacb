internal import Objects

/// `program`: a few lines of Python over the catalogue of calls, and the file that they write (docs/format.md §3.3.1).
struct ProgramGenerator: Generator {
    static let name = "program"
    static let revision = 1
    static let call = "a few lines of numpy, pandas, scikit-learn and Python's random that write one file"
    static let parameters = [
        code.documented, file.documented, memory.documented, steps.documented, version.documented,
    ]
    static let makesFile = true

    private static let code = Parameter<String>("code", .text, "the lines, as Python has them")
    private static let file = Parameter<String?>(
        "file", Form.text.orNull, default: .null, "which file is meant, where the lines write several")
    private static let memory = Parameter<Int>(
        "memory", .integer(1...Int.largestExact), default: 268_435_456,
        "the bytes that the arrays of the program may take at once")
    private static let steps = Parameter<Int>(
        "steps", .integer(1...Int.largestExact), default: 50_000_000, "the steps that the program may take")

    private static let version = Parameter<String?>(
        "numpy", Form.choice(["2.0", "2.2"]).orNull, default: .null,
        "the version of numpy whose streams are meant, where they differ: the last before they changed")

    static let probes: [Probe] = ProgramProbes.all

    let statements: [Statement]
    private let file: String?
    let memory, steps: Int
    private let version: StreamVersion
    private let needsArithmetic: Bool

    init(_ arguments: Arguments) throws(ParameterError) {
        let text = try arguments.get(Self.code)
        do {
            statements = try Parser.statements(text)
            needsArithmetic = try Self.multiplies(text)
        } catch {
            throw arguments.error("code", "cannot be read: \(error)")
        }
        file = try arguments.get(Self.file)
        memory = try arguments.get(Self.memory)
        steps = try arguments.get(Self.steps)
        version = try arguments.get(Self.version).flatMap(StreamVersion.init) ?? .newest
    }

    /// Whether a text calls what goes through OpenBLAS, or numpy's own loops.
    private static func multiplies(_ text: String) throws(SourceError) -> Bool {
        try Lexer.tokens(text).contains {
            switch $0.kind {
            case .symbol("@"), .symbol("@="): true
            case .name(let name): products.contains(name)
            default: false
            }
        }
    }

    private static let products: Set<String> = [
        "dot", "matmul", "exp", "multivariate_normal", "make_classification", "make_regression",
        "make_gaussian_quantiles",
    ]

    /// The length is only known once the program was executed; a recipe states it.
    var arrays: [EncodedFile.NamedLayout] {
        ArrayLayout(.uint8, shape: [0]).map { [.init(name: .features, layout: $0)] } ?? []
    }

    var workingMemory: UInt64 { UInt64(memory) }
    func dependsOnArithmetic(_ array: ArrayName) -> Bool { needsArithmetic }
    func prepare() -> any PreparedCall { Prepared(call: self) }

    /// The files that the program writes.
    func run(_ profile: ArithmeticProfile?) throws(ProgramError) -> [FileBox] {
        try evaluated(profile).files
    }

    /// The interpreter after the last statement.
    func evaluated(_ profile: ArithmeticProfile?) throws(ProgramError) -> Interpreter {
        let interpreter = Interpreter(ProgramBudget(steps: steps, memory: memory), profile, version)
        try interpreter.run(statements)
        return interpreter
    }

    func seeded(_ seed: Natural) -> Self? { nil }

    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve {
        throw ParameterError(
            Self.name, nil, "seeds of a program are not searched for", hint: "discover its origin instead")
    }

    private struct Prepared: PreparedCall {
        let call: ProgramGenerator
        func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream { Output(call: call, profile: profile) }
    }

    private struct Output: ArrayStream {
        let call: ProgramGenerator
        let profile: ArithmeticProfile?

        func stream(_ array: ArrayName, _ consume: (RawSpan) throws -> Void) throws {
            let files: [FileBox]
            do {
                files = try call.run(profile)
            } catch {
                throw RecipeRefusal(
                    error.reason == .tooLarge ? .tooLarge : .unsupported, "the program is not executed: \(error)",
                    hint: error.reason == .tooLarge ? "raise its memory or steps" : nil)
            }
            let meant = call.file.map { path in files.filter { $0.path == path } } ?? files
            guard let file = meant.last, call.file != nil || Set(meant.map(\.path)).count == 1 else {
                throw ParameterError(
                    name, "file",
                    meant.isEmpty ? "the program writes no such file" : "the program writes \(files.count) files",
                    hint: files.isEmpty
                        ? "its last line must save something"
                        : "file: one of \(Array(Set(files.map(\.path))).sorted().prefix(8).joined(separator: ", "))")
            }
            let piece = 1 << 18
            var at = 0
            while at < file.bytes.count {
                let end = min(file.bytes.count, at + piece)
                try consume(Array(file.bytes[at..<end]).span.bytes)
                at = end
            }
        }
    }
}

extension Form where Value == String {
    /// Any text.
    static let text = Form(type: "string", range: nil, schema: ["type": "string"]) { value in
        guard case .string(let string) = value else { return nil }
        return string.text
    }
}
