/// The documented exit codes.
enum ExitStatus: Int32 {
    /// Success; the answer is yes.
    case done = 0
    /// The answer is no: a check failed, damage was found, there was nothing to do.
    case no = 1
    /// The arguments are wrong.
    case usage = 2
    /// Refused: a fingerprint, a limit or a trust rule.
    case refused = 3
    /// The environment failed: I/O, no space, the network.
    case environment = 4
}

extension ExitStatus {
    /// The code of errors that have none of their own.
    var code: String {
        switch self {
        case .done: "done"
        case .no: "no"
        case .usage: "usage"
        case .refused: "refused"
        case .environment: "environment"
        }
    }
}
