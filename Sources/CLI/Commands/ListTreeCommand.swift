import ArgumentParser
import Objects
import Store

/// `at1 ls-tree`: what a tree holds.
struct ListTreeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "ls-tree", abstract: "List a tree: mode, kind, identity and path.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .short, help: "Go into folders.") var recursive = false
    @Flag(name: [.short, .long], help: "Show the length of the file that each object stands for.") var long = false
    @Flag(help: "Only the paths.") var nameOnly = false
    @Argument(help: "A revision, or REV:folder.") var revision: String
    @Argument(help: "Only these.") var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let tree = try repository.peel(repository.resolve(revision), to: .tree)
        var entries: [(path: TreePath, mode: FileMode, kind: ObjectKind, id: ObjectID)] =
            if recursive {
                try repository.files(of: tree).map { ($0.path, $0.mode, $0.kind, $0.id) }
            } else {
                try repository.objects.tree(tree).entries.map { (TreePath($0.name), $0.mode, $0.kind, $0.id) }
            }
        if !paths.isEmpty {
            let wanted = try paths.map { try TreePath($0.hasSuffix("/") ? String($0.dropLast()) : $0) }
            entries.removeAll { entry in !wanted.contains { entry.path.isWithin($0) } }
        }
        var list: [JSONValue] = []
        for entry in entries {
            let length = long && entry.mode != .folder ? try repository.contentLength(entry.kind, entry.id) : nil
            if report.json {
                var object: JSONObject = [
                    "mode": .string(entry.mode.rawValue), "kind": .string(entry.kind.rawValue),
                    "id": .string(entry.id.hex),
                ]
                entry.path.add(to: &object)
                if let length { object["length"] = .integer(length) }
                list.append(.object(object))
            } else if nameOnly {
                console.print(entry.path.quoted)
            } else {
                let mode = entry.mode == .folder ? "0\(entry.mode.rawValue)" : entry.mode.rawValue
                console.print(
                    "\(mode) \(entry.kind.rawValue) \(entry.id)\(length.map { " \($0)" } ?? (long ? " -" : ""))\t\(entry.path.quoted)"
                )
            }
        }
        if report.json { console.print(.array(list)) }
        return .done
    }
}
