import ArgumentParser
import Objects
import Store

/// `at1 merge-base`: where two histories meet.
struct MergeBaseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "merge-base", abstract: "Print the best common ancestor of two commits.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Print all best common ancestors.") var all = false
    @Flag(help: "Print nothing; exit with 1 unless the first is an ancestor of the second.") var isAncestor = false
    @Argument(help: "A commit.", completion: Completion.revision) var first: String
    @Argument(help: "Another commit.", completion: Completion.revision) var second: String

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let (a, b) = (try repository.resolveCommit(first).id, try repository.resolveCommit(second).id)
        if isAncestor {
            let holds = try repository.mergeBases(of: a, and: b) == [a]
            if report.json { console.print(["is_ancestor": .bool(holds)]) }
            return holds ? .done : .no
        }
        let bases = try repository.mergeBases(of: a, and: b)
        let shown = all ? bases : Array(bases.prefix(1))
        if report.json {
            console.print(.array(shown.map { .string($0.hex) }))
        } else {
            for id in shown { console.print(id.hex) }
        }
        return bases.isEmpty ? .no : .done
    }
}
