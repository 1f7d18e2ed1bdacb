import ArgumentParser
import Files
import Objects
import Store

/// `at1 mv`: renames files.
struct MoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "mv", abstract: "Rename a file or a folder, or move several into a folder.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Overwrite an existing file.") var force = false
    @Argument(help: "The sources, and the destination.", transform: Word.path) var paths: [String]

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard paths.count >= 2 else { throw CommandError(.usage, "mv takes sources and a destination") }
        let sources = try access.properPaths(Array(paths.dropLast()))
        let target = try access.path(paths.last!)
        let isFolder = try target.map { try access.repository.workTree().find($0)?.kind == .folder } ?? true
        guard isFolder || sources.count == 1 else { throw CommandError(.usage, "'\(paths.last!)' is not a folder") }
        var moves: [(from: TreePath, to: TreePath)] = []
        for source in sources {
            let place = isFolder ? TreePath.path(of: source.name, in: target) : target!
            for (from, to) in try access.repository.move(source, to: place, force: force) {
                console.message("\(from.quoted) -> \(to.quoted)")
                moves.append((from, to))
            }
        }
        if report.json {
            console.print([
                "moved": .array(moves.map { ["from": .string("\($0.from)"), "to": .string("\($0.to)")] })
            ])
        }
        return .done
    }
}
