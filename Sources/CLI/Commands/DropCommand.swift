import ArgumentParser
import Objects
import Store

/// `at1 drop`: takes files away that can be had again.
struct DropCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Take files out of the work tree that can be had again; they stay tracked.",
        discussion: """
            A file whose recipe has just given it byte for byte, or whose bytes are in the store, or on the remote that a \
            lazy clone came from. 'at1 materialize' brings it back.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Only recipes and large files.") var large = false
    @Argument(help: "Files and folders.") var paths: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let (files, bytes) = try access.repository.drop(access.paths(paths), largeOnly: large)
        if report.json {
            console.print([
                "files": .array(files.map { .string($0.description) }), "bytes": .integer(bytes),
            ])
        }
        console.message("\(Figures.count(files.count, "file")) dropped: \(Figures.bytes(bytes))")
        return .done
    }
}
