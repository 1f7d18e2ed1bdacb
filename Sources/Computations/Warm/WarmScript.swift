internal import Objects

/// A computation that is a Python script with arguments, so that a running interpreter can run it.
struct WarmScript {
    /// What interpreters that can run the same scripts have in common.
    struct Interpreter: Hashable, Sendable {
        let environment: ObjectID
        let program: String
        let variables: [String: String]
    }

    let interpreter: Interpreter
    /// The script as it was called, then its arguments.
    let words: [String]
    /// Relative to the top of the working folder.
    let folder: TreePath?
    let standardInput: TreePath?

    /// Nil for another program, for options of the interpreter, and for a script that is not among the inputs.
    init?(_ computation: Computation) {
        let arguments = computation.arguments
        guard arguments.count > 1, Self.isPython(arguments[0]), let script = try? TreePath(arguments[1]),
            let place = try? computation.folder.map({ try TreePath("\($0)/\(script)") }) ?? script,
            computation.inputs.contains(where: { $0.path == place && $0.mode != .symbolicLink })
        else { return nil }
        interpreter = Interpreter(
            environment: computation.environment, program: arguments[0], variables: computation.variables)
        words = Array(arguments.dropFirst())
        folder = computation.folder
        standardInput = computation.standardInput
    }

    /// `python`, `python3` or `python3.11`, in any folder.
    private static func isPython(_ program: String) -> Bool {
        guard let name = program.split(separator: "/").last, name.hasPrefix("python") else { return false }
        return name.dropFirst("python".count).utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    }
}
