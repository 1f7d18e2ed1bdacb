package import Files
package import Objects

/// Why a key, a passphrase or a signers file is not available.
package enum KeysError: Error, Hashable, Sendable {
    /// A system call failed on a file.
    case file(FileError)
    /// A file is not well formed.
    case malformed(path: String, DecodeError)
    /// A file has none of the known formats, or is malformed.
    case format(path: String, KeyFormatError)
    case noSuchKey(String)
    /// No key was named, and there is none, or more than one.
    case noDefaultKey(among: [String])
    case keyExists(String)
    case badName(String)
    case wrongPassphrase(String)
    /// Users other than its owner may read a private key's file.
    case readableByOthers(path: String)
    /// A passphrase is needed, and there is no terminal to ask on.
    case noTerminal
    case emptyPassphrase
    case passphrasesDiffer
    case cancelled
    /// There is not enough memory for Argon2id.
    case noMemory

    /// Runs `body`; turns a file's error into one of this target.
    @discardableResult
    static func naming<Result: ~Copyable>(_ body: () throws(FileError) -> Result) throws(KeysError) -> Result {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }
}

extension KeysError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .malformed(let path, let error): "\(path): \(error)"
        case .format(let path, let error): "\(path): \(error)"
        case .noSuchKey(let name): "there is no key '\(name)'"
        case .noDefaultKey(let names): names.isEmpty ? "there is no key" : "there is more than one key"
        case .keyExists(let name): "a key '\(name)' exists already"
        case .badName(let name): "'\(name)' is not a name for a key: letters, digits, '.', '_' and '-', at most 64"
        case .wrongPassphrase(let name): "the passphrase does not open the key '\(name)'"
        case .readableByOthers(let path): "others can read the private key '\(path)', so it is not used"
        case .noTerminal: "there is no terminal to ask for the passphrase"
        case .emptyPassphrase: "the passphrase is empty"
        case .passphrasesDiffer: "the two passphrases are not the same"
        case .cancelled: "no passphrase was given"
        case .noMemory: "there is not enough memory to compute the key from the passphrase"
        }
    }
}
