import Files

extension FileError: TableError {
    var exitStatus: ExitStatus { isInTheWay || namesNothing ? .usage : .environment }
    var stableCode: String? { isInTheWay ? "file-exists" : nil }

    /// Whether the file that the call names does not exist.
    private var namesNothing: Bool { operation == .open && isMissing }

    /// Whether the name of a new file is taken.
    private var isInTheWay: Bool { operation == .replace && isExisting }

    var hint: String? {
        if isInTheWay { return "choose another name, or replace it with --force" }
        if isNoSpace { return "make room and try again: nothing was lost" }
        return isWithoutLocks ? "the file system does not support locks (flock): use a folder on one that does" : nil
    }
}

extension LockHeld: TableError {
    var exitStatus: ExitStatus { .environment }
    var hint: String? { "try again, or wait longer with --lock-wait SECONDS" }
    var stableCode: String? { "locked" }
}
