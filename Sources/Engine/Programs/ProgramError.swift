/// A program that is not executed, or not completely.
struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    enum Reason: Hashable, Sendable {
        /// A call, an argument or a form that is unknown, or cannot be reproduced exactly.
        case unsupported
        /// An error in Python or in the library itself.
        case refused
        /// The program needs more steps or more memory than there are.
        case tooLarge
    }

    let reason: Reason
    let detail: String
    /// The line of the source; 0 if it is unknown.
    var line = 0

    static func unsupported(_ detail: String) -> ProgramError { .init(reason: .unsupported, detail: detail) }
    static func refused(_ detail: String) -> ProgramError { .init(reason: .refused, detail: detail) }
    static func tooLarge(_ detail: String) -> ProgramError { .init(reason: .tooLarge, detail: detail) }

    var description: String { line > 0 ? "line \(line): \(detail)" : detail }
}
