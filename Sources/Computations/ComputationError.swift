package import Objects

/// Why a program cannot be recorded or executed, where the user can do something about it.
///
/// Thrown as the cause of ``ComputationRefusal/unable(_:)``.
package enum ComputationError: Error, Hashable, Sendable {
    case noProgram(String)
    /// A required tool of the system is not installed: its purpose, and its package.
    case notInstalled(purpose: String, package: String)
    /// bubblewrap could not set up the sandbox: its message.
    case sandbox(String)
    /// There are neither namespaces nor Landlock: why not.
    case noSandbox(String, String)
    /// An argument contains the path of this working tree, which differs in each clone.
    case argumentNamesWorkTree(String)
    case strayInput(TreePath)
    case strayOutput(TreePath)
    case noOutput
    case outputIsLink(TreePath)
    case readThenWritten(TreePath)
    case writesOutside(String)
    case notReadableByAll(String)
    case inputIsOutputOfAnother(TreePath)
    case changedWhileRecorded(TreePath)
    /// Programs that depend on each other's output in a circle: their command lines.
    case circle([String])
    /// An input of a program that is to run again is not in the working tree.
    case missingInput(TreePath)
    /// A file that a program makes was changed by hand.
    case editedByHand(TreePath)
    /// Two programs make the same file: their command lines.
    case madeTwice(TreePath, String, String)
    /// A line of the trust file is neither a computation nor a signer.
    case trustLine(Int, path: String)
    case noSettingsFolder
}

extension ComputationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noProgram(let name): "there is no program '\(name)'"
        case .notInstalled(let purpose, let package): "\(purpose), and \(package) is not installed"
        case .sandbox(let what): "the sandbox could not be made: \(what)"
        case .noSandbox(let namespaces, let landlock):
            "there is no sandbox on this machine: \(namespaces); and \(landlock)"
        case .argumentNamesWorkTree(let word):
            "'\(word)' contains the path of this working tree, which differs in each clone"
        case .strayInput(let path): "the program reads '\(path)', which is not among its inputs"
        case .strayOutput(let path): "the program made '\(path)', which is not among its outputs"
        case .noOutput: "the program made no file in the working tree"
        case .outputIsLink(let path): "the program made '\(path)', which is a symbolic link"
        case .readThenWritten(let path): "the program reads '\(path)' and then writes to it"
        case .writesOutside(let path): "the program writes to '\(path)', which is outside the working tree"
        case .notReadableByAll(let path):
            "the program reads '\(path)', which not every user of this machine may read"
        case .inputIsOutputOfAnother(let path): "one program reads '\(path)', and another one makes it"
        case .changedWhileRecorded(let path): "'\(path)' changed while the program was recorded"
        case .circle(let commands):
            "programs depend on each other's output in a circle: '\(commands.joined(separator: "', '"))'"
        case .missingInput(let path): "a program reads '\(path)', which is not in the working tree"
        case .editedByHand(let path): "'\(path)' was changed by hand, and a program makes it"
        case .madeTwice(let path, let one, let other): "two programs make '\(path)': '\(one)' and '\(other)'"
        case .trustLine(let number, let path): "line \(number) of '\(path)' is neither a computation nor a signer"
        case .noSettingsFolder: "there is no folder for the user's settings: neither XDG_CONFIG_HOME nor HOME is set"
        }
    }
}
