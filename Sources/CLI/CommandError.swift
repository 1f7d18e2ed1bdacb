import ArgumentParser
import Engine
import Glibc
import Keys
import Objects
import Recording
import Store
import XZ

/// What a person is told of an error: a line, perhaps a second one with the mend, and an exit code.
///
/// The only place that turns errors into words and codes.
struct CommandError: Error {
    let status: ExitStatus
    let message: String
    let mend: String?

    init(_ status: ExitStatus, _ message: String, mend: String? = nil) {
        self.status = status
        self.message = message
        self.mend = mend
    }

    /// Says of any error what it means.
    init(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as UnknownGenerator: self.init(.usage, error.description, mend: error.mend)
        case let error as ParameterError: self.init(.usage, error.description, mend: error.mend)
        case let error as SeedPoolError: self.init(.usage, error.description)
        case let error as RecipeRefusal: self.init(.refused, error.description, mend: error.mend)
        case let error as OutputDiffers: self.init(.no, error.description)
        case let error as DecodeError: self.init(.no, error.description)
        case let error as XZError: self.init(.no, error.description)
        case let error as TokenError: self.init(.no, error.description)
        case let error as RecordingError: self.init(error.status, error.description, mend: error.mend)
        case let error as KeysError: self.init(error.status, error.description, mend: error.mend)
        case let error as KeyFormatError: self.init(.no, error.description, mend: error.mend)
        case let error as RemoteError: self.init(error.status, error.description, mend: error.mend)
        case let error as RepositoryError: self.init(error.status, error.description, mend: error.mend)
        case let error as MirrorError: self.init(error.status, error.description, mend: error.mend)
        case let error as Store.FileError: self.init(.environment, error.description, mend: error.mend)
        case let error as Engine.FileError: self.init(.environment, error.description)
        case let error as SourceChanged:
            self.init(.environment, error.description, mend: "try again when it is at rest")
        default: self.init(parsing: error)
        }
    }

    /// An error of the argument parser: the first line of its text, and the usage of the command that was meant.
    private init(parsing error: any Error) {
        let usage = At1.fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix("Usage: ") }
        self.init(
            .usage, At1.message(for: error).split(separator: "\n").joined(separator: " "),
            mend: usage.map { "usage: \($0.dropFirst("Usage: ".count))" })
    }

    /// Writes the message to stderr.
    func print() {
        var text = "at1: error: \(Self.oneLine(message))\n"
        if let mend { text += "\(Self.oneLine(mend))\n" }
        StandardStream.error.write(text)
    }

    /// Names of files and words of others may hold anything; a line of ours stays a line.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "?" : $0 }))
    }
}

extension CommandError {
    /// The same error, as one of the file at `path`.
    static func of(_ path: String, _ error: any Error) -> CommandError {
        let inner = CommandError(error)
        return CommandError(inner.status, "\(path): \(inner.message)", mend: inner.mend)
    }

    /// Runs `body`; what it says of bytes that came out of the file at `path` is told with its name.
    static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DecodeError {
            throw of(path, error)
        } catch let error as OutputDiffers {
            throw of(path, error)
        } catch let error as XZError {
            throw of(path, error)
        } catch let error as RecipeRefusal {
            throw of(path, error)
        } catch let error as SourceChanged {
            throw of(path, error)
        }
    }
}

extension RepositoryError {
    fileprivate var status: ExitStatus {
        switch self {
        case .notARepository, .alreadyExists, .unfinished, .bare, .unknownRevision, .ambiguous, .badConfiguration,
            .pathNotFound,
            .pathOutside, .specialFile, .ignored, .behindLink, .refExists, .refMissing, .refConflict, .wrongKind,
            .notSupported:
            .usage
        case .objectMissing, .contentAbsent, .damaged, .recipeDiffers, .nothingToCommit, .refMoved, .wouldLose,
            .interrupted:
            .no
        case .newerFormat, .tooLarge, .noEvaluator: .refused
        case .locked, .changedWhileRead, .unavailable: .environment
        }
    }
}

extension RemoteError {
    fileprivate var status: ExitStatus {
        switch self {
        case .noSuchRemote, .remoteExists, .badName, .badAddress, .badRefSpec, .noSuchRef, .noUpstream: .usage
        case .connection, .unreachable, .timedOut: .environment
        case .lied, .refused, .notFastForward, .tagDiffers, .leaseBroken, .lostRace, .checkedOut, .readOnly, .diverged,
            .notSigned, .limit:
            .refused
        }
    }
}

extension MirrorError {
    fileprivate var status: ExitStatus {
        switch self {
        case .foreign, .unrepresentable, .notFastForward, .tagDiffers, .rejected, .credentialsRefused, .notTrusted:
            .refused
        case .noLibrary, .unreachable: .environment
        case .nothing: .no
        }
    }
}

extension RecordingError {
    fileprivate var status: ExitStatus {
        switch self {
        case .journalExists, .runEnded, .otherRun: .refused
        case .socketPathTooLong: .usage
        case .system, .journalInUse, .socketInUse: .environment
        }
    }

    fileprivate var mend: String? {
        switch self {
        case .journalExists: "seal it, go on with it by --resume, or name another journal"
        case .runEnded: "seal it with 'at1 session seal', or name another journal"
        case .system, .journalInUse, .otherRun, .socketInUse, .socketPathTooLong: nil
        }
    }
}

extension KeysError {
    fileprivate var status: ExitStatus {
        switch self {
        case .file, .noMemory, .noTerminal, .cancelled: .environment
        case .noSuchKey, .noDefaultKey, .keyExists, .badName, .emptyPassphrase, .passphrasesDiffer: .usage
        case .malformed, .format: .no
        case .wrongPassphrase: .refused
        }
    }
}

extension Store.FileError {
    fileprivate var mend: String? {
        isNoSpace ? "make room and try again: nothing was lost" : nil
    }
}
