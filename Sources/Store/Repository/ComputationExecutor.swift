public import Objects

/// Executes computations. The store is given an executor and knows nothing of processes.
public protocol ComputationExecutor: Sendable {
    /// Why a computation, or one that it needs, cannot be executed here; nil if it can be. Executes nothing.
    func obstacle(to id: ObjectID, in repository: Repository) throws -> ComputationRefusal?

    /// Executes a computation, unless that has happened already, compares its output with what it states, and lends the
    /// file at `path` among its outputs.
    ///
    /// - Throws: ``ComputationRefusal``, and whatever `body` throws.
    func withOutput(
        _ path: TreePath, of id: ObjectID, in repository: Repository, _ body: (_ file: String) throws -> Void) throws
}

/// Why a computation gave nothing.
public enum ComputationRefusal: Error, Sendable {
    /// The user has not permitted its execution on this machine.
    case notTrusted(ObjectID, Computation, signers: [String])
    /// Files of its environment have changed.
    case environmentDiffers(ObjectID, files: [String])
    /// It could not be executed.
    case failed(ObjectID?, what: String)
    /// A requirement of the executor or the program is not met.
    case unable(any Error)
    /// It was executed, and made other bytes.
    case differs(ObjectID, what: String)
}

extension ComputationRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notTrusted(let id, let computation, let signers):
            "computation \(id.short) is not trusted here: it runs '\(computation.arguments.joined(separator: " "))' on "
                + Self.list(computation.inputs.map { "\($0.path)" }, none: "no inputs") + "; "
                + (signers.isEmpty ? "nobody signed it" : "signed by \(signers.joined(separator: ", "))")
        case .environmentDiffers(let id, let files):
            "the environment of computation \(id.short) differs: "
                + files.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
                + (files.count > 4 ? " and \(files.count - 4) more" : "")
        case .failed(let id?, let what): "computation \(id.short) could not run: \(what)"
        case .failed(nil, let what): what
        case .unable(let cause): "\(cause)"
        case .differs(let id, let what): "computation \(id.short) ran, and differs: \(what)"
        }
    }

    private static func list(_ words: [String], none: String) -> String {
        if words.isEmpty { return none }
        return words.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
            + (words.count > 6 ? " and \(words.count - 6) more" : "")
    }
}
