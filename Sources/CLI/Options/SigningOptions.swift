import ArgumentParser
import Objects
import Store

/// Whether to sign a tag, and with which key.
struct SigningOptions: ParsableArguments {
    @Flag(name: [.customShort("s"), .customLong("sign")], help: "Sign with your key.") var sign = false
    @Flag(name: .customLong("no-sign"), help: "Do not sign, whatever the settings say.") var noSign = false
    @OptionGroup var choice: SigningKeyChoice

    /// Whether the call itself requests a signature.
    var isAsked: Bool { sign || choice.key != nil }

    func key(_ repository: Repository, default setting: String, _ console: Console) throws -> SigningKey? {
        guard try isAsked || repository.configuration.flag(setting) == true, !noSign else { return nil }
        return try choice.get(repository, console)
    }
}

/// The same for a commit, with git's letter.
struct CommitSigningOptions: ParsableArguments {
    @Flag(name: [.customShort("S"), .customLong("sign")], help: "Sign with your key.") var sign = false
    @Flag(name: .customLong("no-sign"), help: "Do not sign, whatever the settings say.") var noSign = false
    @OptionGroup var choice: SigningKeyChoice

    func key(_ repository: Repository, _ console: Console) throws -> SigningKey? {
        guard try sign || choice.key != nil || repository.configuration.flag("commit.sign") == true, !noSign else {
            return nil
        }
        return try choice.get(repository, console)
    }
}

/// Which key to sign with.
struct SigningKeyChoice: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Sign with this key: a name in 'at1 key list', or a file. The setting user.signingkey, or your only key, by default.",
            valueName: "key"))
    var key: String?
    @OptionGroup var passphrase: PassphraseOptions

    func get(_ repository: Repository, _ console: Console) throws -> SigningKey {
        let access = try KeyAccess(passphrase, console)
        return try key.map { try access.signingKey($0) } ?? access.defaultSigningKey(repository.configuration)
    }
}
