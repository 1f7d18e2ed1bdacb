import ArgumentParser
import Objects

/// The options of commands that put a key into the store.
struct NewKeyOptions: ParsableArguments {
    @OptionGroup var passphrase: PassphraseOptions
    @Flag(name: .customLong("no-passphrase"), help: "Keep the key unsealed: for machines that sign by themselves.")
    var noPassphrase = false
    @Option(help: "Whose key it is, or what for; for people.") var comment: String?
}

/// `at1 key generate`: makes a key pair.
struct KeyGenerate: Command {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make an Ed25519 key pair, sealed under a passphrase.",
        discussion: "The passphrase is asked for, or taken from AT1_PASSPHRASE or --passphrase-file.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var new: NewKeyOptions
    @Argument(help: "The key's name.") var name = "default"

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try KeyAccess(new.passphrase, console)
        let entry = try access.keep(.generate(), as: name, comment: new.comment ?? "", sealed: !new.noPassphrase)
        if report.json { console.print(entry.json) } else { console.print(entry.line) }
        return .done
    }
}
