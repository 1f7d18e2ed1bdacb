import ArgumentParser
import Keys
import Objects

/// `at1 key list`: the user's keys.
struct KeyList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List your keys: name, public key, fingerprint.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let store = try KeyAccess(nil, console).store
        let entries = try store.names().map { try store.get($0) }
        if report.json {
            console.print(.array(entries.map(\.json)))
        } else {
            for entry in entries { console.print(entry.line) }
        }
        for entry in entries where entry.isReadableByOthers {
            console.message(
                "warning: others can read the private key '\(store.folder)/\(entry.name).key'; 'chmod 600' keeps them out"
            )
        }
        return .done
    }
}
