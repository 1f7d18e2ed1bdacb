import ArgumentParser
import Objects
import Store

/// `at1 mv`: renames files.
struct MoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "mv", abstract: "Rename a file or a folder, or move several into a folder.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .shortAndLong, help: "Overwrite a file that is there.") var force = false
    @Argument(help: "What, and where to.") var paths: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard paths.count >= 2 else { throw CommandError(.usage, "mv takes what to move, and where to") }
        let sources = try access.properPaths(Array(paths.dropLast()))
        let target = try access.path(paths.last!)
        let isFolder = try target.map { try access.repository.workTree().find($0)?.kind == .folder } ?? true
        guard isFolder || sources.count == 1 else { throw CommandError(.usage, "'\(paths.last!)' is not a folder") }
        for source in sources {
            let place = isFolder ? TreePath.path(of: source.name, in: target) : target!
            for (from, to) in try access.repository.move(source, to: place, force: force) {
                console.message("\(from.quoted) -> \(to.quoted)")
            }
        }
        return .done
    }
}
