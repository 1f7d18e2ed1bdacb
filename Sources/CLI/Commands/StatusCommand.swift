import ArgumentParser
import Objects
import Store

/// `at1 status`: what the next commit would hold, and what it would not.
struct StatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the last commit, the index and the work tree differ.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.short, .long, .customLong("porcelain")], help: "Two letters and a path a line, and nothing else.")
    var short = false
    @Argument(help: "What to look at; all by default.") var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let paths = try access.paths(paths)
        if let pending = try access.repository.pendingCheckout() {
            console.message("\(pending) was cut short; the next command that changes something completes it")
        }
        let status = try access.repository.status(within: paths.contains(nil) ? [] : paths.compactMap { $0 })
        let upstream = try upstream(status, access.repository)
        if report.json {
            console.print(json(status, upstream))
        } else if short {
            printShort(status, console)
        } else {
            printLong(status, upstream, console)
        }
        return .done
    }

    private func upstream(_ status: Status, _ repository: Repository) throws -> UpstreamText? {
        guard case .branch(let name) = status.head, let upstream = try repository.upstream(of: name) else { return nil }
        return try UpstreamText(repository, name, upstream)
    }

    private func printLong(_ status: Status, _ upstream: UpstreamText?, _ console: Console) {
        switch status.head {
        case .branch(let name): console.print("On branch \(name.short)")
        case .detached(let id): console.print("HEAD detached at \(id.short)")
        }
        if let upstream { console.print(upstream.sentence) }
        if status.headCommit == nil { console.print("\nNo commits yet") }
        let words = ["A": "new file:   ", "M": "modified:   ", "D": "deleted:    ", "T": "typechange: "]
        func section(_ title: String, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            console.print("\n\(title)")
            for line in lines { console.print("\t\(line)") }
        }
        section(
            "Changes to be committed:\n  (use \"at1 restore --staged PATH\" to unstage)",
            status.staged.map { "\(words[$0.letter]!)\($0.path.quoted)\(kindNote($0))" })
        section(
            "Changes not staged for commit:\n  (use \"at1 add PATH\" to stage, \"at1 restore PATH\" to discard)",
            status.unstaged.map { "\(words[$0.letter]!)\($0.path.quoted)" })
        section("Untracked files:\n  (use \"at1 add PATH\" to include)", status.untracked.map(Self.text))
        section("Left out, since they are neither files nor folders nor links:", status.unusable)
        section(
            "Files that are meant to be away:\n  (use \"at1 materialize PATH\" to get them)",
            status.absent.prefix(20).map(\.quoted)
                + (status.absent.count > 20 ? ["and \(status.absent.count - 20) more"] : []))
        if status.isClean { console.print("nothing to commit, work tree clean") }
    }

    private func kindNote(_ change: Change) -> String {
        switch change.new?.kind {
        case .recipe?: " (recipe)"
        case .bundle?: " (bundle)"
        case .session?: " (session)"
        default: ""
        }
    }

    /// A folder ends in a slash; a name that would break the line is quoted.
    private static func text(_ untracked: (path: TreePath, isFolder: Bool)) -> String {
        let text = untracked.path.quoted
        guard untracked.isFolder else { return text }
        return text.hasSuffix("\"") ? "\(text.dropLast())/\"" : text + "/"
    }

    private func printShort(_ status: Status, _ console: Console) {
        var letters: [TreePath: (String, String)] = [:]
        for change in status.staged { letters[change.path] = (change.letter, " ") }
        for change in status.unstaged { letters[change.path] = (letters[change.path]?.0 ?? " ", change.letter) }
        for (path, (staged, unstaged)) in letters.sorted(by: { $0.key < $1.key }) {
            console.print("\(staged)\(unstaged) \(path.quoted)")
        }
        for path in status.untracked { console.print("?? \(Self.text(path))") }
    }

    private func json(_ status: Status, _ upstream: UpstreamText?) -> JSONValue {
        var object: JSONObject = [
            "head": status.headCommit.map { .string($0.hex) } ?? .null,
            "staged": .array(status.staged.map(\.json)),
            "unstaged": .array(status.unstaged.map(\.json)),
            "untracked": .array(status.untracked.map { .string($0.isFolder ? "\($0.path)/" : "\($0.path)") }),
            "unusable": .array(status.unusable.map { .string($0) }),
            "absent": .array(status.absent.map { .string("\($0)") }),
            "clean": .bool(status.isClean),
        ]
        if case .branch(let name) = status.head { object["branch"] = .string(name.short) }
        if let upstream { object["upstream"] = .object(upstream.json) }
        return .object(object)
    }
}
