import ArgumentParser
import Keys
import Objects

/// `at1 key import`: imports a private key of another tool.
struct KeyImport: Command {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import a private key: raw base64, PEM, OpenSSH's id_ed25519, or JSON.",
        discussion:
            "The copy in your key store is encrypted under a passphrase, unless --no-passphrase is given. For public keys of others, see 'at1 key trust'."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var new: NewKeyOptions
    @Argument(help: "The file.", transform: Word.path) var file: String
    @Argument(help: "The key's name; the file's by default.") var name: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try KeyAccess(new.passphrase, console)
        let foreign = try access.read(file)
        let entry = try access.keep(
            foreign.key, as: name ?? Self.name(of: file), comment: new.comment ?? foreign.comment,
            sealed: !new.noPassphrase)
        if report.json { console.print(entry.json) } else { console.report(entry.line) }
        return .done
    }

    /// The file's own name without its suffix.
    private static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
        return String(file[..<dot])
    }
}
