import ArgumentParser
import Keys
import Objects
import Store

/// The options of commands that open a sealed key.
struct PassphraseOptions: ParsableArguments {
    @Option(
        name: .customLong("passphrase-file"),
        help: ArgumentHelp(
            "Read the passphrase from the first line of this file; AT1_PASSPHRASE does the same.", valueName: "file"),
        transform: Word.path)
    var file: String?
    @Flag(
        name: .customLong("allow-loose-permissions"),
        help: "Use a private key even if other users can read its file.")
    var allowLoosePermissions = false

    /// Whether the passphrase is known without asking.
    var isGiven: Bool {
        if case .terminal = source { false } else { true }
    }

    /// Where the passphrase comes from: the option, the environment, or the terminal.
    var source: PassphraseSource {
        if let file { return .file(file) }
        return Environment.all["AT1_PASSPHRASE"].map(PassphraseSource.given) ?? .terminal
    }
}

/// The user's keys, and the ones that a call names.
struct KeyAccess {
    let store: KeyStore
    let passphrase: PassphraseSource
    private let allowsReaders: Bool
    private let console: Console

    init(_ passphrase: PassphraseOptions? = nil, _ console: Console) throws {
        store = KeyStore(folder: try UserConfiguration.getFolder() + "/keys")
        self.passphrase = passphrase?.source ?? .terminal
        allowsReaders = passphrase?.allowLoosePermissions ?? false
        self.console = console
    }

    /// The private key that an argument names: a key of the store, or else a file in any format.
    func signingKey(_ word: String) throws -> SigningKey {
        if KeyStore.isName(word), let entry = try store.find(word) { return try open(entry) }
        return try read(word).key
    }

    /// The private key to sign with if the call names none: `user.signingkey`, or the only one in the store.
    func defaultSigningKey(_ settings: Configuration) throws -> SigningKey {
        if let word = try settings.program("user.signingkey") { return try signingKey(word) }
        return try open(try store.getDefault())
    }

    private func open(_ entry: KeyStore.Entry) throws -> SigningKey {
        if entry.isReadableByOthers, allowsReaders { warn("\(store.folder)/\(entry.name).key") }
        return try store.open(entry.name, allowsReaders: allowsReaders, passphrase)
    }

    /// Reads a private key from a file of another tool.
    func read(_ path: String) throws -> ForeignKeyFile.PrivateKey {
        guard let file = try ForeignKeyFile.findPrivate(path, allowsReaders: allowsReaders, passphrase) else {
            throw CommandError(
                .usage, "there is neither a key nor a file '\(path)'", hint: "'at1 key list' shows the keys there are")
        }
        return file
    }

    private func warn(_ path: String) {
        console.message("warning: others can read the private key '\(path)'; 'chmod 600' keeps them out")
    }

    /// The public key that an argument names: a key of the store, a file in any format, or the key itself.
    func publicKey(_ word: String) throws -> (key: PublicKey, comment: String) {
        if KeyStore.isName(word), let entry = try store.find(word) { return (entry.publicKey, entry.comment) }
        if let found = try ForeignKeyFile.findPublic(word) { return found }
        guard let found = try? PublicKey.parse(Array(word.utf8)) else {
            throw CommandError(.usage, "'\(word)' is neither a key of yours nor a file nor a public key")
        }
        return found
    }

    /// Stores `key`, sealed unless the call says otherwise.
    func keep(_ key: SigningKey, as name: String, comment: String, sealed: Bool) throws -> KeyStore.Entry {
        try store.add(name, key, comment: comment, sealed ? passphrase : nil)
        return try store.get(name)
    }
}

extension KeyStore.Entry {
    var line: String {
        let comment = comment.isEmpty ? "" : " \(comment)"
        return "\(name) ed25519 \(publicKey) \(publicKey.fingerprint) \(isSealed ? "sealed" : "plain")\(comment)"
    }

    var json: JSONValue {
        [
            "name": .string(name), "algorithm": "ed25519", "public_key": .string("\(publicKey)"),
            "fingerprint": .string(publicKey.fingerprint), "sealed": .bool(isSealed), "comment": .string(comment),
        ]
    }
}
