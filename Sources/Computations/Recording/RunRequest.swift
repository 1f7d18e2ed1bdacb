package import Objects

/// What `at1 run` is asked to record.
package struct RunRequest: Sendable {
    /// The program and its arguments.
    package var arguments: [String]
    /// The folder of the work tree that it runs in; nil for the top.
    package var folder: TreePath?
    /// What it may read of the work tree, and below; nil for whatever it reads.
    package var inputs: [TreePath]?
    /// What it must make, and below; nil for whatever it makes.
    package var outputs: [TreePath]?
    /// Variables that it gets beside those that every computation has.
    package var variables: [String: String] = [:]
    /// The file of the work tree that is its standard input.
    package var standardInput: TreePath?

    package init(_ arguments: [String], folder: TreePath?) {
        self.arguments = arguments
        self.folder = folder
    }
}

/// How programs are recorded.
package struct RecordingOptions: Sendable {
    /// Whether the files of the environment are kept in the store.
    package var keepsEnvironment = false
    /// Whether the bytes of the outputs are kept beside the computation.
    package var keepsOutputs = false
    /// Where what the programs print goes, and their messages.
    package var output: Int32 = 1
    package var errors: Int32 = 2
    /// What the user's PATH is.
    package var path = ""

    package init() {}
}

/// What came of recording one program.
package enum RunResult: Sendable {
    /// It made the same twice.
    case recorded(Computation)
    /// It made something else the second time: what differs, and what that depends on.
    case differs(Computation, what: String, because: String)

    package var computation: Computation {
        switch self {
        case .recorded(let computation), .differs(let computation, _, _): computation
        }
    }
}
