import ArgumentParser
import Glibc
import Keys
import Objects
import Store

/// With which keys a sealed session is checked.
struct VerifyingKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The public key to check with: one of yours by its name, a file, or the key itself.", valueName: "key"))
    var key: String?

    /// Whose signature it may be: that of the key that the call names.
    func signers(_ options: GlobalOptions, _ console: Console) throws -> SessionSigners {
        guard let key else { return try SessionSigners.ofEnvironment(options) }
        if KeyStore.isName(key), let entry = try KeyAccess(nil, console).store.find(key) {
            return SessionSigners([SessionSigner(key: entry.publicKey, principal: key)])
        }
        return SessionSigners([SessionSigner(key: try KeyWord.parse(key, EnvironmentKeyText.publicKey))])
    }
}

/// With which key a session is sealed.
struct SigningKeyOptions: ParsableArguments {
    static let variable = "A2A_REPLAY_SIGNING_KEY"

    @Option(help: ArgumentHelp("The private key to sign with: one of yours by its name, or a file.", valueName: "key"))
    var key: String?
    @OptionGroup var passphrase: PassphraseOptions

    /// The key that the call names, or that of the environment, or the user's own.
    func signingKey(_ options: GlobalOptions, _ console: Console) throws -> SigningKey {
        let access = try KeyAccess(passphrase, console)
        if let key {
            if KeyStore.isName(key), try access.store.find(key) != nil { return try access.signingKey(key) }
            return try KeyWord.parse(key, EnvironmentKeyText.signingKey)
        }
        if let key = try KeyWord.variable(Self.variable, EnvironmentKeyText.signingKey) { return key }
        let settings = try RepositoryAccess.find(options)?.repository.configuration ?? UserConfiguration.read()
        return try access.defaultSigningKey(settings)
    }
}

/// Who a signature may be of.
struct SessionSigner {
    let key: PublicKey
    var principal: String?
    /// From when on the key does not count, in seconds since 1970.
    var revokedFrom: Int64?

    var description: String {
        principal.map { "\(TerminalText.safe($0)), \(key.fingerprint)" } ?? key.fingerprint
    }
}

/// All whose signature would do.
struct SessionSigners {
    let signers: [SessionSigner]

    init(_ signers: [SessionSigner]) {
        self.signers = signers
    }

    /// Those that count when the call names none: the key of the environment, or else the trusted signers.
    static func ofEnvironment(_ options: GlobalOptions) throws -> SessionSigners {
        if let key = try KeyWord.variable("A2A_REPLAY_VERIFYING_KEY", EnvironmentKeyText.publicKey) {
            return SessionSigners([SessionSigner(key: key)])
        }
        if let key = try KeyWord.variable(SigningKeyOptions.variable, EnvironmentKeyText.signingKey) {
            return SessionSigners([SessionSigner(key: key.publicKey)])
        }
        guard UserConfiguration.folder != nil else { return SessionSigners([]) }
        let trusted = try TrustAccess.signers(try RepositoryAccess.find(options)?.repository)
        return SessionSigners(
            trusted.signers.filter { $0.mayDo(.session) }.map { signer in
                let revocations = trusted.signers.filter { $0.key == signer.key }.compactMap(\.revokedFrom)
                return SessionSigner(key: signer.key, principal: signer.principals[0], revokedFrom: revocations.min())
            })
    }

    var isEmpty: Bool { signers.isEmpty }

    /// Who signed the token; nil when it was none of them, or with a key that did not count any more at the run's end.
    func signer(of token: SealedToken, _ session: ReplaySession) -> SessionSigner? {
        let time = Int64(clamping: session.run.endedAt)
        return signers.first { signer in
            signer.revokedFrom.map { time > 0 && time < $0 } ?? true && token.isSigned(by: signer.key)
        }
    }
}

/// A key as a word of the call or of the environment.
private enum KeyWord {
    static func variable<Key>(_ name: String, _ read: (String) throws(KeyFormatError) -> Key) throws -> Key? {
        guard let text = Environment.all[name], !text.allSatisfy(\.isWhitespace) else { return nil }
        return try parse(text, of: name, read)
    }

    /// The key in the file of that name, or in the word itself when there is none.
    static func parse<Key>(_ word: String, _ read: (String) throws(KeyFormatError) -> Key) throws -> Key {
        if word == "-" || access(word, F_OK) == 0 { return try parse(try TextInput.read(word), of: word, read) }
        do {
            return try read(word)
        } catch {
            throw CommandError(
                .usage, "'\(word)' is neither a key of yours nor a file nor a key",
                mend: "'at1 key list' shows the keys there are")
        }
    }

    private static func parse<Key>(
        _ text: String, of name: String, _ read: (String) throws(KeyFormatError) -> Key
    ) throws -> Key {
        do {
            return try read(text)
        } catch {
            throw CommandError(.usage, "\(name): \(error)", mend: error.mend)
        }
    }
}

extension CommandError {
    static let noVerifyingKey = CommandError(
        .usage, "there is no key to verify with",
        mend: "set A2A_REPLAY_VERIFYING_KEY, give --key KEY, or trust the signer with 'at1 key trust'")
}
