import ArgumentParser
import Files
import Objects
import Packs
import Store

/// `at1 commit`: records the index.
struct CommitCommand: Command {
    static let configuration = CommandConfiguration(commandName: "commit", abstract: "Record the staged changes.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: .shortAndLong, help: "The message; several become paragraphs.") var message: [String] = []
    @Option(
        name: [.customShort("F"), .customLong("file")], help: "Read the message from a file; - for standard input.",
        transform: Word.path)
    var file: String?
    @Flag(name: .shortAndLong, help: "Edit the message, even where one is given.") var edit = false
    @Flag(name: .shortAndLong, help: "Stage changed tracked files first.") var all = false
    @Flag(help: "Replace the last commit.") var amend = false
    @Flag(help: "Allow a commit that changes nothing.") var allowEmpty = false
    @OptionGroup var signing: CommitSigningOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        var text = try messageText()
        let former = try formerMessage(access.repository)
        if edit || (text == nil && former == nil), let editor = try TextEditor(access.repository.configuration) {
            text = try edited(text ?? former ?? "", with: editor, access.repository)
        }
        guard text != nil || former != nil else {
            throw CommandError(.usage, "a commit needs a message", hint: "give one with -m, or set core.editor")
        }
        if all {
            let status = try access.repository.status()
            let changed = status.unstaged.map(\.path) + status.conflicts.map(\.path)
            if !changed.isEmpty { AddText.warn(try access.repository.add(changed), console) }
        }
        var commitOptions = Repository.CommitOptions()
        commitOptions.allowEmpty = allowEmpty
        commitOptions.amend = amend
        if let key = try signing.key(access.repository, console) {
            commitOptions.sign = { $0.signed(with: key) }
        }
        let (id, commit) = try access.repository.commit(
            message: text, author: access.person(.author), committer: access.person(.committer), commitOptions)
        // Relative to its own parent: others may commit at the same time.
        let before = try commit.parents.first.map { try access.repository.objects.commit($0).tree }
        let changes = Change.between(
            try access.repository.files(of: before), and: try access.repository.files(of: commit.tree))
        let formerRecipes = changes.count { $0.old?.kind == .recipe && $0.new.map { $0.kind != .recipe } ?? false }
        if report.json {
            var object = commit.json(id)
            object["files_changed"] = .integer(UInt64(changes.count))
            object["former_recipes"] = .integer(UInt64(formerRecipes))
            console.print(.object(object))
        } else {
            let branch =
                switch try access.repository.refs.head() {
                case .branch(let name): name.short
                case .detached: "detached HEAD"
                }
            console.report("[\(branch)\(commit.parents.isEmpty ? " (root commit)" : "") \(id.short)] \(commit.subject)")
            console.report(" \(Figures.count(changes.count, "file")) changed")
            if formerRecipes > 0 {
                console.report(" \(Figures.count(formerRecipes, "recipe")) replaced by the bytes of the file")
            }
        }
        return .done
    }

    /// The message of a commit if the call gives none: that of the commit it replaces, or of the operation in progress.
    private func formerMessage(_ repository: Repository) throws -> String? {
        if amend { return try repository.resolveCommit("HEAD").commit.message }
        return try repository.operationInProgress()?.message
    }

    private func edited(_ text: String, with editor: TextEditor, _ repository: Repository) throws -> String {
        let status = try repository.status()
        let changes = status.staged + (all ? status.unstaged : [])
        let listed = changes.prefix(100).map { "    \($0.path.quoted)" }
        let more = changes.count > listed.count ? ["    and \(changes.count - listed.count) more"] : []
        let edited = try editor.edit(
            Array("\(text)\n\n".utf8),
            notes: [
                "Write the message of the commit above this line. Lines that start with '#' are left out,",
                "and an empty message aborts the commit.", "", "Changes to be committed:",
            ] + listed + more, named: "COMMIT_EDITMSG")
        let written = String(decoding: edited, as: UTF8.self)
        guard written.contains(where: { !$0.isWhitespace }) else {
            throw CommandError(.no, "nothing was committed, since the message is empty", code: "no-message")
        }
        return try MessageText.clean(written)
    }

    private func messageText() throws -> String? {
        guard let file else { return message.isEmpty ? nil : try MessageText.clean(message.joined(separator: "\n\n")) }
        guard message.isEmpty else { throw CommandError(.usage, "-m and -F exclude each other") }
        return try MessageText.clean(TextInput.read(file))
    }
}
