internal import Objects

/// One of a generator's arrays.
public enum ArrayName: String, CaseIterable, Sendable {
    /// The first array, or the only one.
    case features = "X"
    /// The second one: the targets of scikit-learn's functions.
    case targets = "y"
}

/// A function that gives the same arrays for the same parameters, everywhere and for ever.
///
/// A conforming value is one call of it, with its parameters checked; nothing is computed before ``prepare()``.
protocol Generator: Sendable {
    static var name: String { get }
    /// Increased whenever the function is to give other arrays. Part of ``GeneratorDescription/code``.
    static var revision: Int { get }
    /// The equivalent call, in the notation of its library.
    static var call: String { get }
    static var parameters: [DocumentedParameter] { get }
    /// Parameters of the original that are not accepted, and the reasons.
    static var refused: [String: String] { get }
    /// Calls whose results identify the behaviour of the code. Small, and together they cover every branch that
    /// matters.
    static var probes: [Probe] { get }
    /// Whether a call gives a file and not an array; its length is known only afterwards.
    static var makesFile: Bool { get }

    init(_ arguments: Arguments) throws(ParameterError)

    /// The arrays of the call, in the order in which an npz file contains them.
    var arrays: [EncodedFile.NamedLayout] { get }
    /// The maximum memory for computing the arrays, in bytes; `UInt64.max` on overflow.
    var workingMemory: UInt64 { get }
    /// The size in bytes of the values that are drawn on the way to the arrays, if they may exceed those; `UInt64.max`
    /// on overflow.
    var drawnBytes: UInt64 { get }
    /// Whether an array's last bits depend on the order of additions in matrix products.
    func dependsOnArithmetic(_ array: ArrayName) -> Bool

    /// Whether a family's kernels divide one of the call's products among threads, if there are several.
    func usesThreads(_ family: ArithmeticProfile.Family) -> Bool

    /// Draws what does not depend on the arithmetic.
    func prepare() -> any PreparedCall

    /// The arrays as streams that can be entered anywhere; nil where they can only be computed as a whole.
    var enterable: (any EnterableStream)? { get }

    /// The same call with another seed; nil if that seed is not valid.
    func seeded(_ seed: Natural) -> Self?
    /// A seed as the value of the parameter.
    func seedValue(_ seed: Natural) -> JSONValue
    /// The cheapest test of seeds, given the arrays in a file: one of them, or all.
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve
}

extension Generator {
    static var refused: [String: String] { [:] }
    static var makesFile: Bool { false }
    var enterable: (any EnterableStream)? { nil }
    var drawnBytes: UInt64 { 0 }
    func dependsOnArithmetic(_ array: ArrayName) -> Bool { false }
    func usesThreads(_ family: ArithmeticProfile.Family) -> Bool { false }
    func seedValue(_ seed: Natural) -> JSONValue { seed.json }
}

/// A call whose random numbers have been drawn: only the products remain.
protocol PreparedCall: Sendable {
    /// The arrays. Without a profile, those that depend on one must not be requested.
    func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream
}

/// The arrays of one call, available piece by piece, and more than once.
protocol ArrayStream {
    /// Passes on the elements of an array, in C order and little-endian.
    func stream(_ array: ArrayName, _ consume: (RawSpan) throws -> Void) throws
}

/// Arrays that can be entered at any of the points that an earlier reading has noted.
protocol EnterableStream: Sendable {
    /// Passes on elements of an array, in C order and little-endian.
    ///
    /// - Parameters:
    ///   - base: where the array begins in the file, whose offsets points have.
    ///   - point: where to begin; nil for the beginning of the array.
    ///   - count: how many bytes are needed from there on.
    ///   - note: receives the points that are passed.
    func stream(
        _ array: ArrayName, base: UInt64, from point: RecipePoint?, count: UInt64,
        noting note: (RecipePoint) throws -> Void, _ consume: (RawSpan) throws -> Void) throws
}

/// A call whose result represents the behaviour of a generator's code.
struct Probe: Sendable {
    let params: JSONObject
    let array: ArrayName
    let profile: ArithmeticProfile?

    init(_ params: JSONObject, _ array: ArrayName = .features, _ profile: ArithmeticProfile? = nil) {
        self.params = params
        self.array = array
        self.profile = profile
    }
}
