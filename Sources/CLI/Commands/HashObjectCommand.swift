import ArgumentParser
import Objects
import Store

/// `at1 hash-object`: the identity that a file would have.
struct HashObjectCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "hash-object", abstract: "Print the identity that a file would have.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .customShort("w"), help: "Store the object too.") var write = false
    @Argument(help: "The files; - for standard input.", transform: Word.path) var files: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        guard !files.isEmpty else { throw CommandError(.usage, "name a file") }
        let repository = write ? try RepositoryAccess(options).repository : nil
        var list: [JSONValue] = []
        for file in files {
            let path = try StandardInput.path(file)
            let (kind, id) = try repository?.keep(fileAt: path) ?? Repository.hash(fileAt: path)
            if report.json {
                list.append(["path": .string(file), "kind": .string(kind.rawValue), "id": .string(id.hex)])
            } else {
                console.print(id.hex)
            }
        }
        if report.json { console.print(.array(list)) }
        return .done
    }
}
