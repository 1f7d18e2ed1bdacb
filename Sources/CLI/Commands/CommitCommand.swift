import ArgumentParser
import Objects
import Store

/// `at1 commit`: records the index.
struct CommitCommand: Command {
    static let configuration = CommandConfiguration(commandName: "commit", abstract: "Record what is staged.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: .shortAndLong, help: "The message; more than one become paragraphs.") var message: [String] = []
    @Option(
        name: [.customShort("F"), .customLong("file")], help: "Read the message from a file, - for standard input.")
    var file: String?
    @Flag(name: .shortAndLong, help: "Stage tracked files that have changed first.") var all = false
    @Flag(help: "Replace the last commit.") var amend = false
    @Flag(help: "Record a commit that changes nothing.") var allowEmpty = false
    @OptionGroup var signing: CommitSigningOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let text = try messageText()
        guard text != nil || amend else {
            throw CommandError(.usage, "a commit needs a message", mend: "give one with -m")
        }
        if all {
            let changed = try access.repository.status().unstaged.map(\.path)
            if !changed.isEmpty { _ = try access.repository.add(changed) }
        }
        var commitOptions = Repository.CommitOptions()
        commitOptions.allowEmpty = allowEmpty
        commitOptions.amend = amend
        if let key = try signing.key(access.repository, console) {
            commitOptions.sign = { $0.signed(with: key) }
        }
        let before = try access.repository.headTree()
        let (id, commit) = try access.repository.commit(
            message: text, author: access.person(.author), committer: access.person(.committer), commitOptions)
        if report.json {
            console.print(.object(commit.json(id)))
        } else {
            let changes = Change.between(
                try access.repository.files(of: before), try access.repository.files(of: commit.tree))
            let branch =
                switch try access.repository.refs.head() {
                case .branch(let name): name.short
                case .detached: "detached HEAD"
                }
            console.print("[\(branch)\(commit.parents.isEmpty ? " (root commit)" : "") \(id.short)] \(commit.subject)")
            console.print(" \(changes.count) \(changes.count == 1 ? "file" : "files") changed")
        }
        return .done
    }

    private func messageText() throws -> String? {
        guard let file else { return message.isEmpty ? nil : try MessageText.clean(message.joined(separator: "\n\n")) }
        guard message.isEmpty else { throw CommandError(.usage, "-m and -F exclude each other") }
        return try MessageText.clean(TextInput.read(file))
    }
}
