internal import CGit2

/// An error of libgit2: the reason, as far as it determines what to do, and the message.
package struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// The library is not installed.
        case library
        /// The other side wants credentials that it was not given.
        case credentials
        /// The other side's key or certificate has changed, or is not trusted.
        case certificate
        /// The repository, object or ref does not exist.
        case notFound
        /// The update is not a fast-forward.
        case notFastForward
        /// The connection, or what came over it.
        case network
        /// The disk, or another resource of this machine.
        case system
        /// Objects of the other side that are missing or damaged.
        case content
        /// Anything else.
        case other
    }

    package let reason: Reason
    /// One line for the user.
    package let description: String

    package init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }

    init(code: Int32, kind: Int32, message: String?) {
        let network = [GIT_ERROR_NET, GIT_ERROR_SSL, GIT_ERROR_SSH, GIT_ERROR_HTTP]
        let text = message ?? "git error \(code)"
        reason =
            switch git_error_code(code) {
            case GIT_EAUTH: .credentials
            case GIT_ECERTIFICATE: .certificate
            case GIT_ENOTFOUND: .notFound
            case GIT_ENONFASTFORWARD: .notFastForward
            default:
                if network.contains(where: { $0.rawValue == UInt32(bitPattern: kind) }) {
                    .network
                } else {
                    kind == Int32(bitPattern: GIT_ERROR_OS.rawValue) ? .system : .other
                }
            }
        description = String(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }
}
