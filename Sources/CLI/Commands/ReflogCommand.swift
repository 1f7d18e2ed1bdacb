import ArgumentParser
import Objects
import Store

/// `at1 reflog`: the previous values of a ref.
struct ReflogCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "reflog", abstract: "Show the previous values of HEAD or a branch, newest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A branch; HEAD by default.", completion: Completion.revision) var ref = "HEAD"

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let name: RefName? = ref == "HEAD" ? nil : try (try? RefName(ref)) ?? branch(ref)
        let log = try repository.refs.log(of: name)
        if let name, log.isEmpty, try repository.refs.find(name) == nil { throw RefError.missing(name) }
        var list: [JSONValue] = []
        for (index, entry) in log.reversed().enumerated() {
            if report.json {
                list.append([
                    "old": entry.old.map { .string($0.hex) } ?? .null,
                    "new": entry.new.map { .string($0.hex) } ?? .null,
                    "who": entry.who.json, "message": .string(entry.message),
                ])
            } else {
                console.print("\(entry.new?.short ?? "0000000000") \(ref)@{\(index)}: \(entry.message)")
            }
        }
        if report.json { console.print(.array(list)) }
        return .done
    }
}
