package import Objects

/// What `at1 run` is asked to record.
package struct RunRequest: Sendable {
    /// The program and its arguments.
    package var arguments: [String]
    /// The folder of the working tree that it runs in; nil for the top.
    package var folder: TreePath?
    /// The only paths of the working tree that it may read, with everything below; nil for no restriction.
    package var inputs: [TreePath]?
    /// The only paths that it may make, with everything below; nil for no restriction.
    package var outputs: [TreePath]?
    /// Additional variables of its environment.
    package var variables: [String: String] = [:]
    /// The file of the working tree that is its standard input.
    package var standardInput: TreePath?

    package init(_ arguments: [String], folder: TreePath?) {
        self.arguments = arguments
        self.folder = folder
    }
}

/// How programs are recorded.
package struct RecordingOptions: Sendable {
    /// Whether the files of the environment are stored.
    package var keepsEnvironment = false
    /// Whether the bytes of the outputs are stored beside the computation.
    package var keepsOutputs = false
    /// Where the programs' output and messages go.
    package var output: Int32 = 1
    package var errors: Int32 = 2
    /// Trusts what has been proven, before it is staged: no entry of the index names a computation of the user's own that
    /// is not trusted, whenever at1 is killed.
    package var trust: (@Sendable (_ recorded: [ObjectID]) throws -> Void)?
    /// What the user's PATH is.
    package var path = ""

    package init() {}
}

/// The result of recording one program.
package enum RunResult: Sendable {
    /// Both executions gave the same.
    case recorded(Computation)
    /// The second execution gave something else: what differs, and what that depends on.
    case differs(Computation, what: String, because: String)

    package var computation: Computation {
        switch self {
        case .recorded(let computation), .differs(let computation, _, _): computation
        }
    }
}
