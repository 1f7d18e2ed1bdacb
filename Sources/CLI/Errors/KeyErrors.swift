import Keys
import Objects

extension KeysError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .file(let error): error.exitStatus
        case .noMemory, .noTerminal, .cancelled: .environment
        case .noSuchKey, .noDefaultKey, .keyExists, .badName, .emptyPassphrase, .passphrasesDiffer: .usage
        case .malformed, .format: .no
        case .wrongPassphrase, .readableByOthers: .refused
        }
    }

    var hint: String? {
        switch self {
        case .format(_, let error): error.hint
        case .noSuchKey: "'at1 key list' shows the keys there are"
        case .noDefaultKey(let names):
            names.isEmpty ? "make one with 'at1 key generate'" : "name one of: \(names.joined(separator: ", "))"
        case .keyExists: "choose another name"
        case .noTerminal: "set AT1_PASSPHRASE, or give --passphrase-file FILE or --no-passphrase"
        case .readableByOthers(let path): "'chmod 600 \(path)' keeps them out; or give --allow-loose-permissions"
        case .file, .malformed, .badName, .wrongPassphrase, .emptyPassphrase, .passphrasesDiffer, .cancelled, .noMemory:
            nil
        }
    }
}
