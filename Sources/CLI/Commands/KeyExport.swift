import ArgumentParser
import Engine
import Keys
import Objects

/// `at1 key export`: a key in the format of another tool.
struct KeyExport: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a key as raw base64, PEM, OpenSSH or JSON; the public half unless told otherwise.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var passphrase: PassphraseOptions
    @Option(help: "raw, pem, openssh or json.") var format = KeyFormat.openssh
    @Flag(help: "Write the private key, unencrypted unless --seal is given.") var `private` = false
    @Flag(help: "Write the private key encrypted under the passphrase, as pem or openssh.") var seal = false
    @Option(
        name: [.short, .long], help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
        transform: Word.path)
    var output: String?
    @OptionGroup var writing: OutputOptions
    @Argument(help: "The key's name; may be omitted if there is only one.") var name: String?

    func execute(_ console: Console) throws -> ExitStatus {
        guard !seal || `private` && format.takesPassphrase else {
            throw CommandError(.usage, "--seal is for --private in pem or openssh: other forms have no passphrase")
        }
        let access = try KeyAccess(passphrase, console)
        let entry = try name.map { try access.store.get($0) } ?? access.store.getDefault()
        guard `private` else {
            let text = entry.publicKey.encoded(as: format, comment: entry.comment)
            guard let output else {
                if report.json {
                    console.print([
                        "name": .string(entry.name), "format": .string(format.rawValue), "text": .string(text),
                    ])
                    return .done
                }
                console.print(String(text.dropLast()))
                return .done
            }
            let file = try writing.open(output, console)
            try file.write(text.utf8.span.bytes)
            try file.commit()
            print(entry, output, console)
            return .done
        }
        let output = output == "-" ? nil : output
        guard output != nil || !report.json else {
            throw CommandError(.usage, "a private key is not put into JSON", hint: "name a file with -o")
        }
        if let output { try writing.check(output, besides: []) }
        let key = try access.signingKey(entry.name)
        if let output {
            try ForeignKeyFile.write(
                key, as: format, comment: entry.comment, sealed: seal ? access.passphrase : nil, to: output,
                replacing: writing.force)
            print(entry, output, console)
        } else {
            try ForeignKeyFile.withText(
                key, as: format, comment: entry.comment, sealed: seal ? access.passphrase : nil
            ) { try console.write($0) }
        }
        return .done
    }

    private func print(_ entry: KeyStore.Entry, _ output: String, _ console: Console) {
        guard report.json else { return }
        console.print([
            "name": .string(entry.name), "format": .string(format.rawValue), "private": .bool(`private`),
            "output": .string(output),
        ])
    }
}
