import ArgumentParser
import Glibc
import Objects

/// With which keys a sealed session is checked.
struct VerifyingKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The public key to check with: a file, or the key itself.", valueName: "key"))
    var key: String?

    /// The keys that the signature may be of: the one that the call names, the one of the environment, or those of the
    /// trusted signers.
    func signers() throws -> [SessionSigner] {
        if let key {
            return [SessionSigner(key: try KeyWord.parse(key) { text throws(KeyFormatError) in try EnvironmentKeyText.publicKey(text) })]
        }
        return try Self.ofEnvironment()
    }

    /// The keys that signatures may be of when the call names none.
    static func ofEnvironment() throws -> [SessionSigner] {
        if let text = KeyWord.variable("A2A_REPLAY_VERIFYING_KEY") {
            let key = try KeyWord.naming("A2A_REPLAY_VERIFYING_KEY") { () throws(KeyFormatError) in try EnvironmentKeyText.publicKey(text) }
            return [SessionSigner(key: key)]
        }
        if let text = KeyWord.variable(SigningKeyOptions.variable) {
            let key = try KeyWord.naming(SigningKeyOptions.variable) { () throws(KeyFormatError) in try EnvironmentKeyText.signingKey(text) }
            return [SessionSigner(key: key.publicKey)]
        }
        return []
    }
}

/// With which key a session is sealed.
struct SigningKeyOptions: ParsableArguments {
    static let variable = "A2A_REPLAY_SIGNING_KEY"

    @Option(help: ArgumentHelp("The private key to sign with: a file.", valueName: "file"))
    var key: String?

    func signingKey() throws -> SigningKey {
        if let key {
            return try KeyWord.parse(key) { text throws(KeyFormatError) in try EnvironmentKeyText.signingKey(text) }
        }
        guard let text = KeyWord.variable(Self.variable) else {
            throw CommandError(.usage, "there is no key to seal with", mend: "set \(Self.variable), or give --key FILE")
        }
        return try KeyWord.naming(Self.variable) { () throws(KeyFormatError) in try EnvironmentKeyText.signingKey(text) }
    }
}

/// Who a signature may be of.
struct SessionSigner {
    let key: PublicKey
    var principal: String?

    var description: String {
        principal.map { "\(TerminalText.safe($0)), \(key.fingerprint)" } ?? key.fingerprint
    }
}

/// A key as a word of the call or of the environment.
private enum KeyWord {
    static func variable(_ name: String) -> String? {
        guard let value = Environment.all[name], !value.allSatisfy(\.isWhitespace) else { return nil }
        return value
    }

    /// The key in the file of that name, or in the word itself when there is none.
    static func parse<Key>(_ word: String, _ read: (String) throws(KeyFormatError) -> Key) throws -> Key {
        guard word == "-" || access(word, F_OK) == 0 else {
            do {
                return try read(word)
            } catch {
                throw CommandError(.usage, "--key: '\(word)' is neither a file nor a key", mend: error.mend)
            }
        }
        let text = try TextInput.read(word)
        return try naming(word) { () throws(KeyFormatError) in try read(text) }
    }

    static func naming<Key>(_ name: String, _ read: () throws(KeyFormatError) -> Key) throws -> Key {
        do {
            return try read()
        } catch {
            throw CommandError(.usage, "\(name): \(error)", mend: error.mend)
        }
    }
}

extension CommandError {
    static let noVerifyingKey = CommandError(
        .usage, "there is no key to verify with", mend: "set A2A_REPLAY_VERIFYING_KEY, or give --key KEY")
}
