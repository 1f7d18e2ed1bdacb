import ArgumentParser
import Objects
import Store

/// `at1 hash-object`: the identity that a file would have.
struct HashObjectCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "hash-object", abstract: "Print the identity that a file would have.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .customShort("w"), help: "Keep the object too.") var write = false
    @Argument(help: "The files.") var files: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        guard !files.isEmpty else { throw CommandError(.usage, "name a file") }
        let repository = write ? try RepositoryAccess(options).repository : nil
        for file in files {
            console.print(try (repository?.keep(fileAt: file) ?? Repository.hash(fileAt: file)).id.hex)
        }
        return .done
    }
}
