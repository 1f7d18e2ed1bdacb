import Mirror
import Store

extension RepositoryError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .notARepository, .alreadyExists, .notEmpty, .reservedPlace, .unfinished, .bare, .lostStore: .usage
        case .formatMissing: .no
        case .newerFormat: .refused
        }
    }

    var hint: String? {
        switch self {
        case .notARepository: "create one with 'at1 init', or name one with -C DIR"
        case .unfinished: "finish it with 'at1 init'"
        case .newerFormat: "use a newer at1"
        case .bare: "work in a clone that has a working tree"
        case .lostStore: "put the repository back, or write where it is now into the file '.at1store' here"
        case .reservedPlace: "choose a folder outside of it"
        case .formatMissing:
            "'at1 config core.format \(Repository.format)' makes the repository readable again; remotes and other settings must be set again"
        case .alreadyExists, .notEmpty: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .notARepository: "not-a-repository"
        case .alreadyExists: "already-exists"
        case .newerFormat: "newer-format"
        case .bare: "bare"
        case .formatMissing: "damaged"
        case .lostStore: "not-a-repository"
        case .notEmpty, .reservedPlace, .unfinished: nil
        }
    }
}

extension FsckShareError: TableError {
    var exitStatus: ExitStatus { .no }
    var hint: String? {
        switch self {
        case .otherShard: nil
        case .otherWork, .tooMuchDone: "start this shard again, without --resume"
        }
    }
}

extension ExpiryError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .nothingKept: .usage
        case .merge, .signed: .refused
        }
    }

    var hint: String? {
        switch self {
        case .nothingKept: "say so with --keep-last, --keep-daily, --keep-weekly, --keep-monthly or --keep-tagged"
        case .merge, .signed: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .signed: "signed"
        case .nothingKept, .merge: nil
        }
    }
}

extension CommitError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .nothing: .no
        case .noMessage: .usage
        }
    }

    var hint: String? {
        switch self {
        case .nothing: nil
        case .noMessage: "give one with -m"
        }
    }

    var stableCode: String? {
        switch self {
        case .nothing: "nothing-to-commit"
        case .noMessage: nil
        }
    }
}

extension ConfigurationError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .line, .setting, .variable, .identity, .region: .usage
        case .untrusted: .refused
        }
    }

    var hint: String? {
        switch self {
        case .line: "correct the line, or remove it from the file"
        case .setting(let setting) where setting.key == "core.format":
            "'at1 config core.format \(Repository.format)' corrects it"
        case .setting(let setting):
            setting.place.map { place in
                let command = "at1 config \(place.isUsers ? "--user " : "")"
                return "'\(command)\(setting.key) VALUE' sets it, '\(command)--unset \(setting.key)' removes it"
            }
        case .untrusted(_, let folder):
            "if you trust it, list it: at1 config --user --add safe.directory '\(folder)'"
        case .variable, .identity, .region: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .line, .setting, .variable, .identity, .region: "bad-configuration"
        case .untrusted: "untrusted-setting"
        }
    }
}

extension GitImportError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .malformed, .cutShort: .no
        case .tooLarge: .refused
        case .shallow: .usage
        }
    }

    var hint: String? {
        switch self {
        case .malformed, .cutShort: "run 'git fsck' in the git repository"
        case .shallow: "get the rest with 'git fetch --unshallow'"
        case .tooLarge: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .malformed, .cutShort: "damaged"
        case .tooLarge: "too-large"
        case .shallow: nil
        }
    }
}
