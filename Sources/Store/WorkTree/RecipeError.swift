public import Objects

/// Why a recipe gives no file.
public enum RecipeError: Error, Hashable, Sendable {
    /// It was executed, and gave another file than it states.
    case differs(ObjectID, what: String)
    /// The repository was opened without an evaluator.
    case noEvaluator
}

extension RecipeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .differs(let id, let what): "recipe \(id.short) ran, and differs: \(what)"
        case .noEvaluator: "nothing that executes recipes is available"
        }
    }
}
