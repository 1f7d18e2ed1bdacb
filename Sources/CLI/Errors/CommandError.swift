import ArgumentParser
import Objects

/// What the user is told about an error: a message, a hint if there is one, and an exit code.
struct CommandError: Error {
    let status: ExitStatus
    let message: String
    let hint: String?
    /// The stable code for programs.
    let code: String

    init(_ status: ExitStatus, _ message: String, hint: String? = nil, code: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
        self.code = code ?? status.code
    }

    /// Translates any error: as the table says, or as an error in the arguments.
    init(_ error: any Error) {
        self = Self.find(error) ?? CommandError(.usage, (error as? ValidationError)?.message ?? "\(error)")
    }

    /// The same; nil for an error that is not in the table, such as those of the argument parser.
    static func find(_ error: any Error) -> CommandError? {
        switch error {
        case let error as CommandError: error
        case let error as any TableError:
            CommandError(error.exitStatus, "\(error)", hint: error.hint, code: error.stableCode)
        default: nil
        }
    }

    /// The same error with another hint.
    func hinting(_ hint: String) -> CommandError {
        CommandError(status, message, hint: hint, code: code)
    }
}

extension CommandError {
    /// The error as programs read it (docs/json.md, "Errors").
    var json: JSONValue {
        [
            "error": [
                "code": .string(code), "message": .string(message), "hint": hint.map { .string($0) } ?? .null,
                "exit": .integer(UInt64(status.rawValue)),
            ]
        ]
    }
}
