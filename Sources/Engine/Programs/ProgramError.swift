/// A program that is not executed, or not to its end.
struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    enum Reason: Hashable, Sendable {
        /// A call, an argument or a form that cannot be reproduced exactly, or is not known.
        case unsupported
        /// What Python or the library itself refuses.
        case refused
        /// More steps or more memory than there are.
        case tooLarge
    }

    let reason: Reason
    let detail: String
    /// The line of the source, 0 when it is not known.
    var line = 0

    static func unsupported(_ detail: String) -> ProgramError { .init(reason: .unsupported, detail: detail) }
    static func refused(_ detail: String) -> ProgramError { .init(reason: .refused, detail: detail) }
    static func tooLarge(_ detail: String) -> ProgramError { .init(reason: .tooLarge, detail: detail) }

    var description: String { line > 0 ? "line \(line): \(detail)" : detail }
}
