import Files
import Store

/// What follows of a checkout that could not even be taken back, since the system said no to that as well.
enum PendingNote {
    /// The error of the system, with word of what the next command does.
    static func hinting(_ error: any Error, _ options: GlobalOptions) -> any Error {
        guard let failure = error as? FileError,
            let pending = try? RepositoryAccess(options).repository.pendingCheckout()
        else { return error }
        let first = failure.isNoSpace ? "make room: then " : ""
        return CommandError(error).hinting("\(first)the next command that writes completes \(pending)")
    }
}
