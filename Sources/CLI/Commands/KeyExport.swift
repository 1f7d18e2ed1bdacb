import ArgumentParser
import Engine
import Keys
import Objects

/// `at1 key export`: a key in somebody else's format.
struct KeyExport: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a key as raw base64, PEM, OpenSSH or JSON; the public half unless told otherwise.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var passphrase: PassphraseOptions
    @Option(help: "raw, pem, openssh or json.") var format = KeyFormat.openssh
    @Flag(help: "Write the private key, unsealed.") var `private` = false
    @Option(
        name: [.short, .long], help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?
    @Argument(help: "The key's name; not needed where there is only one.") var name: String?

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try KeyAccess(passphrase, console)
        let entry = try name.map { try access.store.get($0) } ?? access.store.getDefault()
        guard `private` else {
            let text = entry.publicKey.encoded(as: format, comment: entry.comment)
            guard let output else {
                console.print(String(text.dropLast()))
                return .done
            }
            let file = try OutputFile(replacing: output)
            try file.write(text.utf8.span.bytes)
            try file.commit()
            return .done
        }
        let key = try access.signingKey(entry.name)
        if let output {
            try ForeignKeyFile.write(key, as: format, comment: entry.comment, to: output)
        } else {
            try key.withText(as: format, comment: entry.comment) { try console.write($0) }
        }
        return .done
    }
}
