/// A place in the output of a recipe at which its evaluation can begin.
public struct RecipePoint: Hashable, Sendable {
    /// Where the next byte lies in the output.
    public let offset: UInt64
    /// What the evaluator needs to go on from there; opaque to everyone else.
    public let state: [UInt8]

    public init(offset: UInt64, state: [UInt8]) {
        self.offset = offset
        self.state = state
    }
}
