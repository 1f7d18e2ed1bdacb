import Recording

extension RecordingError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .journalExists, .journalFull, .runEnded, .otherRun: .refused
        case .socketPathTooLong: .usage
        case .file(let error): error.exitStatus
        case .journalInUse, .socketInUse: .environment
        }
    }

    var hint: String? {
        switch self {
        case .journalExists: "seal it, continue it with --resume, or name another journal"
        case .journalFull: "seal it with 'at1 session seal', and record into another journal"
        case .runEnded: "seal it with 'at1 session seal', or name another journal"
        case .file, .journalInUse, .otherRun, .socketInUse, .socketPathTooLong: nil
        }
    }
}
