import ArgumentParser
import Objects
import Store

/// `at1 undo`: undoes the last operation.
struct UndoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Undo the last operation; again, the one before it.",
        discussion:
            """
            Restores refs, HEAD and the index, and the files that the operation changed, unless an uncommitted change \
            would be lost. 'at1 op log' lists the operations.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let progress = Progress("checking out", options)
        defer { progress.finish() }
        var checkout = Repository.CheckoutOptions()
        checkout.isLazy = access.repository.isLazy
        checkout.progress = { progress.advance(by: $0) }
        let operation = try access.repository.undo(who: access.person(.committer), checkout)
        progress.finish()
        if report.json { console.print(["undone": OperationText.json(operation)]) }
        console.message("undone: \(operation.command)")
        return .done
    }
}

/// `at1 op`: what was done here.
struct OperationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "op", abstract: "List the operations in this repository, or restore an earlier state.",
        subcommands: [OperationLogCommand.self, OperationRestoreCommand.self])
}

/// `at1 op log`.
struct OperationLogCommand: Command {
    static let configuration = CommandConfiguration(commandName: "log", abstract: "List operations, newest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: [.customShort("n"), .customLong("max-count")], help: "Show at most this many.") var count: Int?

    func execute(_ console: Console) throws -> ExitStatus {
        if let count, count < 0 { throw CommandError(.usage, "-n takes a number, 0 or more") }
        let operations = try RepositoryAccess(options).repository.operations().prefix(count ?? .max)
        if report.json {
            console.print(.array(operations.map(OperationText.json)))
        } else {
            for operation in operations { OperationText.print(operation, console) }
        }
        return .done
    }
}

/// `at1 op restore`.
struct OperationRestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore the state after an operation.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The operation, as 'at1 op log' shows it.") var operation: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        var checkout = Repository.CheckoutOptions()
        checkout.isLazy = access.repository.isLazy
        let found = try access.repository.restoreOperation(operation, who: access.person(.committer), checkout)
        if report.json { console.print(["restored": OperationText.json(found)]) }
        console.message("back at \(found.id): \(found.command)")
        return .done
    }
}

/// An operation as it is listed.
enum OperationText {
    static func print(_ operation: Operation, _ console: Console) {
        console.print("\(operation.id) \(operation.who.date.gitText) \(operation.who.name)")
        let undone = operation.undoes.map { " (undoes \($0))" } ?? ""
        console.print("    at1 \(operation.command)\(undone)")
        for line in lines(operation) { console.print("    \(line)") }
    }

    private static func lines(_ operation: Operation) -> [String] {
        var lines: [String] = []
        if let head = operation.head { lines.append("HEAD: \(text(head.old)) -> \(text(head.new))") }
        for (name, step) in operation.refs.sorted(by: { $0.key < $1.key }) {
            lines.append("\(name): \(step.old?.short ?? "none") -> \(step.new?.short ?? "none")")
        }
        let movesFiles = operation.index != nil && operation.movesFiles || !operation.work.isEmpty
        let places = [operation.index == nil ? nil : "index", movesFiles ? "working tree" : nil].compactMap(\.self)
        if !places.isEmpty { lines.append(places.joined(separator: " and ")) }
        return lines
    }

    private static func text(_ head: Head) -> String {
        switch head {
        case .branch(let name): name.short
        case .detached(let id): id.short
        }
    }

    static func json(_ operation: Operation) -> JSONValue {
        func id(_ id: ObjectID?) -> JSONValue { id.map { .string($0.hex) } ?? .null }
        var object: JSONObject = [
            "id": .string(operation.id), "command": .string(operation.command), "who": operation.who.json,
            "undoes": operation.undoes.map { .string($0) } ?? .null,
            "files": .bool(operation.movesFiles || !operation.work.isEmpty),
        ]
        object["refs"] = .array(
            operation.refs.sorted { $0.key < $1.key }.map { name, step in
                ["name": .string(name.text), "old": id(step.old), "new": id(step.new)]
            })
        object["head"] = operation.head.map { ["old": .string(text($0.old)), "new": .string(text($0.new))] } ?? .null
        object["index"] = operation.index.map { ["old": id($0.old), "new": id($0.new)] } ?? .null
        object["work"] = .array(operation.work.map { ["old": id($0.old), "new": id($0.new)] })
        return .object(object)
    }
}
