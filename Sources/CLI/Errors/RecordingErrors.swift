import Recording

extension RecordingError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .journalExists, .runEnded, .otherRun: .refused
        case .socketPathTooLong: .usage
        case .file(let error): error.exitStatus
        case .journalInUse, .socketInUse: .environment
        }
    }

    var hint: String? {
        switch self {
        case .journalExists: "seal it, go on with it by --resume, or name another journal"
        case .runEnded: "seal it with 'at1 session seal', or name another journal"
        case .file, .journalInUse, .otherRun, .socketInUse, .socketPathTooLong: nil
        }
    }
}
