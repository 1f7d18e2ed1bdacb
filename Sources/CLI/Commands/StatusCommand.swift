import ArgumentParser
import Computations
import Objects
import Remotes
import Store

/// `at1 status`: what the next commit would contain, and what it would not.
struct StatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the last commit, the index and the working tree differ.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.short, .long, .customLong("porcelain")], help: "Print only two letters and a path on each line.")
    var short = false
    @Argument(help: "Files and folders; all by default.", transform: Word.path) var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let paths = try access.paths(paths)
        if let pending = try access.repository.pendingCheckout() {
            console.message("\(pending) was cut short; the next command that changes something completes it")
        }
        let status = try access.repository.status(within: paths.contains(nil) ? [] : paths.compactMap { $0 })
        let upstream = try upstream(status, access.repository)
        let stale = try stale(status, access.repository, console)
        if report.json {
            console.print(try json(status, upstream, stale, access.repository))
        } else if short {
            printShort(status, console)
        } else {
            printLong(status, upstream, stale, console)
        }
        return .done
    }

    /// The stale outputs. If they cannot be determined because programs depend on each other in a circle, the rest is
    /// shown.
    private func stale(
        _ status: Status, _ repository: Repository, _ console: Console
    ) throws -> [StaleOutputs.Stale] {
        do {
            return try StaleOutputs(repository, status).stale
        } catch let refusal as ComputationRefusal {
            console.message("\(refusal)")
            return []
        }
    }

    private func upstream(_ status: Status, _ repository: Repository) throws -> UpstreamText? {
        guard case .branch(let name) = status.head, let upstream = try repository.upstream(of: name) else { return nil }
        return try UpstreamText(repository, name, upstream)
    }

    private func printLong(
        _ status: Status, _ upstream: UpstreamText?, _ stale: [StaleOutputs.Stale], _ console: Console
    ) {
        switch status.head {
        case .branch(let name): console.print("On branch \(name.short)")
        case .detached(let id): console.print("HEAD detached at \(id.short)")
        }
        if let upstream { console.print(upstream.sentence) }
        if status.headCommit == nil { console.print("\nNo commits yet") }
        if let operation = status.inProgress { printOperation(operation, status.conflicts, console) }
        let words = ["A": "new file:   ", "M": "modified:   ", "D": "deleted:    ", "T": "typechange: "]
        func section(_ title: String, _ lines: [String], _ style: Style? = nil) {
            guard !lines.isEmpty else { return }
            console.print("\n\(title)")
            for line in lines { console.print("\t\(line)", style) }
        }
        section(
            "Changes to be committed:\n  (use \"at1 restore --staged PATH\" to unstage)",
            status.staged.map { "\(words[$0.letter]!)\($0.path.quoted)\(kindNote($0))" }, .added)
        section(
            "Unmerged paths:\n  (use \"at1 add PATH\" to mark resolution)",
            status.conflicts.map { "\($0.words):".padded(to: 17) + $0.path.quoted }, .removed)
        section(
            "Changes not staged for commit:\n  (use \"at1 add PATH\" to stage, \"at1 restore PATH\" to discard)",
            status.unstaged.map { "\(words[$0.letter]!)\($0.path.quoted)" }, .removed)
        section("Untracked files:\n  (use \"at1 add PATH\" to include)", status.untracked.map(Self.text), .removed)
        section("Ignored, since at1 cannot store them:", status.unusable)
        section(
            "Files that are deliberately absent:\n  (use \"at1 materialize PATH\" to get them)",
            status.absent.prefix(20).map(\.quoted)
                + (status.absent.count > 20 ? ["and \(status.absent.count - 20) more"] : []))
        section(
            "Stale, since inputs changed:\n  (use \"at1 update\" to make them again)",
            stale.flatMap { stale in
                stale.outputs.map { output in
                    "stale:      \(output.path.quoted) (\(stale.changed.prefix(3).map(\.quoted).joined(separator: ", ")))"
                }
            })
        if status.isClean { console.print("nothing to commit, working tree clean") }
    }

    private func printOperation(_ operation: InProgress, _ conflicts: [Index.Conflict], _ console: Console) {
        let word = operation.kind.rawValue
        console.print("\nIn progress: \(operation)")
        console.print(
            conflicts.isEmpty
                ? "  (all conflicts are resolved: run \"at1 \(word) --continue\")"
                : "  (resolve conflicts and \"at1 \(word) --continue\", or \"at1 \(word) --abort\")")
    }

    private func kindNote(_ change: Change) -> String {
        switch change.new?.kind {
        case .recipe?: " (recipe)"
        case .bundle?: " (bundle)"
        case .session?: " (session)"
        case .output?: " (computed)"
        default: ""
        }
    }

    /// A folder ends in a slash; a name with control characters is quoted.
    private static func text(_ untracked: (path: TreePath, isFolder: Bool)) -> String {
        let text = untracked.path.quoted
        guard untracked.isFolder else { return text }
        return text.hasSuffix("\"") ? "\(text.dropLast())/\"" : text + "/"
    }

    private func printShort(_ status: Status, _ console: Console) {
        var letters: [TreePath: (String, String)] = [:]
        for change in status.staged { letters[change.path] = (change.letter, " ") }
        for change in status.unstaged { letters[change.path] = (letters[change.path]?.0 ?? " ", change.letter) }
        for conflict in status.conflicts {
            letters[conflict.path] = (String(conflict.letters.prefix(1)), String(conflict.letters.suffix(1)))
        }
        for (path, (staged, unstaged)) in letters.sorted(by: { $0.key < $1.key }) {
            console.print("\(staged)\(unstaged) \(path.quoted)")
        }
        for path in status.untracked { console.print("?? \(Self.text(path))") }
    }

    private func json(
        _ status: Status, _ upstream: UpstreamText?, _ stale: [StaleOutputs.Stale], _ repository: Repository
    ) throws -> JSONValue {
        var object: JSONObject = [
            "head": status.headCommit.map { .string($0.hex) } ?? .null,
            "staged": .array(status.staged.map(\.json)),
            "unstaged": .array(try repository.identifyingFiles(status.unstaged).map(\.json)),
            "untracked": .array(status.untracked.map { .string($0.isFolder ? "\($0.path)/" : "\($0.path)") }),
            "unusable": .array(status.unusable.map { .string($0) }),
            "absent": .array(status.absent.map { .string("\($0)") }),
            "stale": .array(
                stale.flatMap { stale in
                    stale.outputs.map { output in
                        var object: JSONObject = ["changed": stale.changed.json]
                        output.path.add(to: &object)
                        return .object(object)
                    }
                }),
            "conflicts": .array(try status.conflicts.map { try ConflictText(repository).json($0) }),
            "in_progress": status.inProgress.map { .string($0.kind.rawValue) } ?? .null,
            "clean": .bool(status.isClean), "branch": .null,
        ]
        if case .branch(let name) = status.head { object["branch"] = .string(name.short) }
        if let upstream { object["upstream"] = .object(upstream.json) }
        return .object(object)
    }
}

extension String {
    /// Padded with spaces to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
