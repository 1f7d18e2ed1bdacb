/// Executes recipes. The store is given an evaluator, and knows nothing else about generators.
public protocol RecipeEvaluator: Sendable {
    /// Checks that this build would execute `recipe`, and returns the cost, without computing anything.
    ///
    /// - Throws: ``RecipeRefusal`` if the generator is unknown, a parameter is invalid, `engine.code` is not this
    ///   build's, or the cost exceeds the limit.
    func cost(of recipe: Recipe) throws -> RecipeCost

    /// Executes `recipe` and passes the bytes to `consume` in order, piece by piece.
    ///
    /// The evaluator promises nothing about the result: the caller compares its length and SHA-256 with
    /// `recipe.output`, and releases nothing before that. The evaluator stops after more than `output.length` bytes.
    ///
    /// - Throws: ``RecipeRefusal``, and whatever `consume` throws.
    func evaluate(_ recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws

    /// Whether the evaluation of `recipe` can begin in the middle of its output.
    ///
    /// - Throws: as ``cost(of:)``.
    func hasPoints(_ recipe: Recipe) throws -> Bool

    /// Executes a part of a recipe.
    ///
    /// - Parameters:
    ///   - recipe: what is executed.
    ///   - point: where the part begins; nil for the beginning of the output.
    ///   - count: the number of bytes that are needed from there on. The output may end before, or a few bytes more may
    ///     be passed on.
    ///   - note: receives the places that evaluation passes and at which it could begin another time, in order.
    ///   - consume: receives the bytes in order. As with ``evaluate(_:_:)``, nothing is promised about them.
    /// - Throws: `DecodeError` if this is no place in the output, ``RecipeRefusal``, and whatever the closures throw.
    func evaluate(
        _ recipe: Recipe, from point: RecipePoint?, count: UInt64, noting note: (RecipePoint) throws -> Void,
        _ consume: (RawSpan) throws -> Void) throws
}

/// The cost of executing a recipe.
public struct RecipeCost: Hashable, Sendable {
    /// The length of the output in bytes.
    public let output: UInt64
    /// The maximum memory that the evaluation holds at once, in bytes.
    public let memory: UInt64

    public init(output: UInt64, memory: UInt64) {
        self.output = output
        self.memory = memory
    }
}

/// A recipe that this build refuses to execute. It could not run, as opposed to running with a different result.
public struct RecipeRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why a recipe is refused before it is executed.
    public enum Reason: String, Hashable, Sendable {
        case unknownGenerator, badParameter, codeDiffers, tooLarge, unsupported
    }

    /// The reason, for a program.
    public let reason: Reason
    /// One line for the user.
    public let detail: String
    /// The hint, if there is one.
    public let hint: String?

    public init(_ reason: Reason, _ detail: String, hint: String? = nil) {
        self.reason = reason
        self.detail = detail
        self.hint = hint
    }

    public var description: String { detail }
}
