internal import Objects

/// One of a generator's arrays.
public enum ArrayName: String, CaseIterable, Sendable {
    /// The first array, or the only one.
    case features = "X"
    /// The second one: the targets of scikit-learn's makers.
    case targets = "y"
}

/// A function that gives the same arrays for the same parameters, everywhere and for ever.
///
/// A conforming value is one call of it, its parameters checked; nothing is computed before ``prepare()``.
protocol Generator: Sendable {
    static var name: String { get }
    /// To be raised when the function is to give other arrays. Part of ``GeneratorDescription/code``.
    static var revision: Int { get }
    /// The call it stands for, in the words of the library that it comes from.
    static var call: String { get }
    static var parameters: [DocumentedParameter] { get }
    /// Parameters of the original that are not taken, and why.
    static var refused: [String: String] { get }
    /// Calls whose results identify what the code does. Small, and together through every branch that matters.
    static var probes: [Probe] { get }
    /// Whether a call gives a file itself and not an array; its length is known when it was made.
    static var makesFile: Bool { get }

    init(_ arguments: Arguments) throws(ParameterError)

    /// The arrays that the call gives, in the order in which an npz file holds them.
    var arrays: [EncodedFile.NamedLayout] { get }
    /// The most memory that computing the arrays takes at once, in bytes; at most `UInt64.max` when that overflows.
    var workingMemory: UInt64 { get }
    /// The bytes of the values that are drawn on the way to the arrays, where they may be more than these hold; at most
    /// `UInt64.max` when that overflows.
    var drawnBytes: UInt64 { get }
    /// Whether an array's last bits depend on the order of additions in matrix products.
    func dependsOnArithmetic(_ array: ArrayName) -> Bool

    /// Whether a family's kernels divide one of the call's products among threads, where there are several.
    func usesThreads(_ family: ArithmeticProfile.Family) -> Bool

    /// Draws what does not depend on the arithmetic.
    func prepare() -> any PreparedCall

    /// The same call with another seed, nil when no call has that.
    func seeded(_ seed: Natural) -> Self?
    /// A seed as the parameter has it.
    func seedValue(_ seed: Natural) -> JSONValue
    /// The cheapest test of seeds, given what a file holds of the arrays: one of them, or all.
    func sieve(_ stored: [ArrayName: StoredArray]) throws -> any SeedSieve
}

extension Generator {
    static var refused: [String: String] { [:] }
    static var makesFile: Bool { false }
    var drawnBytes: UInt64 { 0 }
    func dependsOnArithmetic(_ array: ArrayName) -> Bool { false }
    func usesThreads(_ family: ArithmeticProfile.Family) -> Bool { false }
    func seedValue(_ seed: Natural) -> JSONValue { seed.json }
}

/// A call whose random numbers are drawn: what is left are the products.
protocol PreparedCall: Sendable {
    /// The arrays. With no profile, those that depend on one must not be asked for.
    func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream
}

/// The arrays of one call, to be had a piece at a time, and more than once.
protocol ArrayStream {
    /// Passes the elements of an array on, in C order and little endian.
    func stream(_ array: ArrayName, _ consume: (RawSpan) throws -> Void) throws
}

/// A call whose result stands for what a generator's code does.
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
