import ArgumentParser
import Files
import Objects
import Store

/// `at1 check-ignore`: which paths are ignored, and by which line.
struct CheckIgnoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check-ignore", abstract: "Print which of the paths are ignored; exit with 1 if none is.",
        discussion:
            "The ignore file of a folder is .at1ignore, or .gitignore where there is no .at1ignore. .at1store/info/exclude applies to the whole working tree."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Print the file, line and pattern that decide.") var verbose = false
    @Argument(help: "Files and folders, which need not exist.", transform: Word.path) var paths: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let workTree = try access.repository.workTree()
        let index = try access.repository.index()
        var found: [(path: TreePath, decision: IgnoreDecision)] = []
        for path in try access.properPaths(paths) where index.entries(within: path).isEmpty {
            let isFolder = try workTree.find(path)?.kind == .folder
            guard let decision = try workTree.ignoreDecision(of: path, isFolder: isFolder) else { continue }
            if decision.isIgnored || verbose { found.append((path, decision)) }
        }
        if report.json {
            console.print(
                .array(
                    found.map { path, decision in
                        var object: JSONObject = [
                            "file": .string(decision.file), "line": .integer(UInt64(decision.line)),
                            "pattern": .string(decision.pattern), "ignored": .bool(decision.isIgnored),
                        ]
                        path.add(to: &object)
                        return .object(object)
                    }))
        } else {
            for (path, decision) in found {
                let source = "\(decision.file):\(decision.line):\(decision.pattern)\t"
                console.print("\(verbose ? source : "")\(path.quoted)")
            }
        }
        return found.contains { $0.decision.isIgnored } ? .done : .no
    }
}
