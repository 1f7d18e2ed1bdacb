import ArgumentParser
import Objects

/// The options of commands that put a key into the store.
struct NewKeyOptions: ParsableArguments {
    @OptionGroup var passphrase: PassphraseOptions
    @Flag(name: .customLong("no-passphrase"), help: "Do not encrypt the key: for machines that sign unattended.")
    var noPassphrase = false
    @Option(help: "A comment: whose key it is, or its purpose.", transform: Word.line) var comment: String?
}

/// `at1 key generate`: makes a key pair.
struct KeyGenerate: Command {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Create an Ed25519 key pair, encrypted under a passphrase.",
        discussion: "Asks for the passphrase, or reads it from AT1_PASSPHRASE or --passphrase-file.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var new: NewKeyOptions
    @Argument(help: "The key's name.") var name = "default"

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try KeyAccess(new.passphrase, console)
        let entry = try access.keep(.generate(), as: name, comment: new.comment ?? "", sealed: !new.noPassphrase)
        if report.json { console.print(entry.json) } else { console.report(entry.line) }
        return .done
    }
}
