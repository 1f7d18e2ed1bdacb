import ArgumentParser
import Objects
import Packs
import Store

/// `at1 ls-tree`: the entries of a tree.
struct ListTreeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "ls-tree", abstract: "List a tree: mode, kind, identity and path.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .short, help: "List folders recursively.") var recursive = false
    @Flag(name: [.short, .long], help: "Show the length of the file that each object represents.") var long = false
    @Flag(help: "Print only the paths.") var nameOnly = false
    @Argument(help: "A revision, or REV:folder.", completion: Completion.revision) var revision: String
    @Argument(help: "Only these paths.", transform: Word.path) var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let tree = try repository.peel(repository.resolve(revision), to: .tree)
        let wanted = try paths.map { word in try RepositoryAccess.topPath(word) }
        var list: [JSONValue] = []
        func show(_ path: TreePath, _ mode: FileMode, _ kind: ObjectKind, _ id: ObjectID) throws {
            guard wanted.isEmpty || wanted.contains(where: { path.isWithin($0) }) else { return }
            let length = long && mode != .folder ? try repository.contentLength(kind, id) : nil
            if report.json {
                var object: JSONObject = [
                    "mode": .string(mode.rawValue), "kind": .string(kind.rawValue), "id": .string(id.hex),
                ]
                path.add(to: &object)
                if let length { object["length"] = .integer(length) }
                list.append(.object(object))
            } else if nameOnly {
                console.print(path.quoted)
            } else {
                let word = mode == .folder ? "0\(mode.rawValue)" : mode.rawValue
                console.print(
                    "\(word) \(kind.rawValue) \(id)\(length.map { " \($0)" } ?? (long ? " -" : ""))\t\(path.quoted)")
            }
        }
        if recursive {
            try repository.checkExtent(of: tree)
            try repository.forEachFile(of: tree) { try show($0.path, $0.mode, $0.kind, $0.id) }
        } else {
            for entry in try repository.objects.tree(tree).entries {
                try show(TreePath(entry.name), entry.mode, entry.kind, entry.id)
            }
        }
        if report.json { console.print(.array(list)) }
        return .done
    }
}
