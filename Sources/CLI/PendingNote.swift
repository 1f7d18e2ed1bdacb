import Files
import Store

/// Explains a checkout that could not be completed or undone, because the system refused both.
enum PendingNote {
    /// The error of the system, with a hint about what the next command does.
    static func hinting(_ error: any Error, _ options: GlobalOptions) -> any Error {
        guard let failure = error as? FileError,
            let pending = try? RepositoryAccess(options).repository.pendingCheckout()
        else { return error }
        let first = failure.isNoSpace ? "make room: then " : ""
        return CommandError(error).hinting("\(first)the next command that writes completes \(pending)")
    }
}
