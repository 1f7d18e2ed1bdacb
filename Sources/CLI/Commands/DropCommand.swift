import ArgumentParser
import Objects
import Store

/// `at1 drop`: removes files that can be restored.
struct DropCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Remove files from the working tree that can be restored; they stay tracked.",
        discussion: """
            A file can be restored if its recipe has just given it byte for byte, if its bytes are in the store, or if \
            they are on the remote of a lazy clone. 'at1 materialize' restores it.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Drop only recipes and large files.") var large = false
    @Flag(
        help:
            "Keep the files, and drop their stored bytes, after the programs have made the same bytes again."
    )
    var recomputable = false
    @Argument(help: "Files and folders.", transform: Word.path) var paths: [String]

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        if recomputable {
            let files = try access.repository.dropKeptBytes(access.paths(paths))
            if report.json { console.print(["files": .array(files.map { .string($0.description) })]) }
            console.message("\(Figures.count(files.count, "file")) made again; their bytes are no longer stored")
            return .done
        }
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
