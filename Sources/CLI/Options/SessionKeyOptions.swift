import ArgumentParser
import Glibc
import Keys
import Objects
import Store

/// The keys to verify a sealed session with.
struct VerifyingKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The public key to check with: the name of one of your keys, a file, or the key itself.", valueName: "key"))
    var key: String?

    /// What to verify a signature with: the key that the call names, that of the environment, or the trusted signers.
    func check(_ options: GlobalOptions, _ console: Console) throws -> SealCheck {
        let trusted = try SealCheck.trusted(options)
        guard let key else { return try SealCheck.ofEnvironment(options) }
        if KeyStore.isName(key), let entry = try KeyAccess(nil, console).store.find(key) {
            return SealCheck(for: entry.publicKey, principal: key, trusting: trusted)
        }
        return SealCheck(for: try KeyWord.parse(key, EnvironmentKeyText.publicKey), trusting: trusted)
    }

    /// The same, for what contains seals if `hasSeals`.
    ///
    /// - Throws: ``CommandError/noVerifyingKey`` if there are seals and no keys: they must not pass unchecked.
    func check(_ options: GlobalOptions, hasSeals: Bool, _ console: Console) throws -> SealCheck {
        let check = try check(options, console)
        if hasSeals, check.isEmpty { throw CommandError.noVerifyingKey }
        return check
    }
}

/// The key to seal a session with.
struct SigningKeyOptions: ParsableArguments {
    static let variable = "A2A_REPLAY_SIGNING_KEY"

    @Option(
        help: ArgumentHelp("The private key to sign with: the name of one of your keys, or a file.", valueName: "key"))
    var key: String?
    @OptionGroup var passphrase: PassphraseOptions

    /// The key in a file of that name; nil if there is none, and for base64, which only the environment may contain.
    private func fileKey(_ path: String, _ access: KeyAccess) throws -> SigningKey? {
        guard path != "-", Glibc.access(path, F_OK) == 0 else { return nil }
        do {
            return try access.read(path).key
        } catch KeysError.format(_, let error) where error.reason == .unknownFormat {
            return nil
        }
    }

    /// The key that the call names, or that of the environment, or the user's own.
    func signingKey(_ options: GlobalOptions, _ console: Console) throws -> SigningKey {
        let access = try KeyAccess(passphrase, console)
        if let key {
            guard KeyStore.isName(key) ? try access.store.find(key) == nil : true else {
                return try access.signingKey(key)
            }
            return try fileKey(key, access) ?? KeyWord.parse(key, EnvironmentKeyText.signingKey)
        }
        if let key = try KeyWord.variable(Self.variable, EnvironmentKeyText.signingKey) { return key }
        let settings = try RepositoryAccess.find(options)?.repository.configuration ?? UserConfiguration.read()
        return try access.defaultSigningKey(settings)
    }
}

extension SigningKeyOptions {
    /// The key of the environment, or the user's own if it opens without a prompt; nil if there is none.
    func keyAtHand(_ options: GlobalOptions, _ console: Console) throws -> SigningKey? {
        if let key = try KeyWord.variable(Self.variable, EnvironmentKeyText.signingKey) { return key }
        guard UserConfiguration.folder != nil else { return nil }
        let access = try KeyAccess(passphrase, console)
        let settings = try RepositoryAccess.find(options)?.repository.configuration ?? UserConfiguration.read()
        let names = try access.store.names()
        let name = settings["user.signingkey"] ?? (names.count == 1 ? names[0] : nil)
        guard let name, KeyStore.isName(name), let entry = try access.store.find(name),
            !entry.isSealed || passphrase.isGiven
        else { return nil }
        return try access.signingKey(name)
    }
}

extension SealCheck {
    /// The check if the call names no key.
    static func ofEnvironment(_ options: GlobalOptions) throws -> SealCheck {
        let trusted = try trusted(options)
        if let key = try KeyWord.variable("A2A_REPLAY_VERIFYING_KEY", EnvironmentKeyText.publicKey) {
            return SealCheck(for: key, trusting: trusted)
        }
        if let key = try KeyWord.variable(SigningKeyOptions.variable, EnvironmentKeyText.signingKey) {
            return SealCheck(for: key.publicKey, trusting: trusted)
        }
        return SealCheck(trusting: trusted)
    }

    /// The trusted signers; none if the user has no folder for settings.
    fileprivate static func trusted(_ options: GlobalOptions) throws -> TrustedSigners {
        guard UserConfiguration.folder != nil else { return TrustedSigners() }
        return try TrustAccess.signers(try RepositoryAccess.find(options)?.repository)
    }
}

/// A key in an argument or in the environment.
private enum KeyWord {
    static func variable<Parsed>(_ name: String, _ read: (String) throws(KeyFormatError) -> Parsed) throws -> Parsed? {
        guard let text = Environment.all[name], !text.allSatisfy(\.isWhitespace) else { return nil }
        return try parse(text, of: name, read)
    }

    /// The key in the file of that name, or in the word itself if there is none.
    static func parse<Parsed>(_ word: String, _ read: (String) throws(KeyFormatError) -> Parsed) throws -> Parsed {
        if word == "-" || access(word, F_OK) == 0 { return try parse(try TextInput.read(word), of: word, read) }
        do {
            return try read(word)
        } catch {
            throw CommandError(
                .usage, "'\(word)' is neither a key of yours nor a file nor a key",
                hint: "'at1 key list' shows the keys there are")
        }
    }

    private static func parse<Parsed>(
        _ text: String, of name: String, _ read: (String) throws(KeyFormatError) -> Parsed
    ) throws -> Parsed {
        do {
            return try read(text)
        } catch {
            throw CommandError(.usage, "\(name): \(error)", hint: error.hint)
        }
    }
}

extension CommandError {
    static let noVerifyingKey = CommandError(
        .usage, "there is no key to verify with",
        hint: "set A2A_REPLAY_VERIFYING_KEY, give --key KEY, or trust the signer with 'at1 key trust'")
}
