import ArgumentParser
import Objects
import Packs
import Store

/// `at1 show`: an object in readable form.
struct ShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a commit with its changes, a tag, a tree, or the content of REV:path.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "For a commit, print how many lines it adds and removes in each file.") var stat = false
    @OptionGroup var copying: CopyOptions
    @Argument(help: "A revision, an object, or REV:path.", completion: Completion.revision) var revision = "HEAD"

    var isPaged: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let id = try access.repository.resolve(revision)
        // If a chain of tags is too long, it is refused before any of it is printed.
        do { _ = try access.repository.peel(id, to: nil) } catch ObjectError.missing {}
        if report.json {
            console.print(try ObjectJSON(access.repository).value(id))
        } else {
            try show(id, access.repository, console)
        }
        return .done
    }

    private func show(_ id: ObjectID, _ repository: Repository, _ console: Console) throws {
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        switch kind {
        case .commit:
            let commit = try repository.objects.commit(id)
            let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
            let changes = try repository.changes(from: parent, to: commit.tree)
            CommitText.print(id, commit, try RefDecorations(repository), console)
            if !changes.isEmpty { console.print("") }
            let text = ChangeText(repository: repository)
            if stat {
                for line in try DiffStat(copying.differences(changes, from: parent, repository), text).lines() {
                    console.print(line)
                }
            } else {
                for change in changes { try text.print(change, console) }
            }
        case .tag:
            let tag = try repository.objects.tag(id)
            console.print(
                "tag \(tag.name)\nTagger: \(tag.tagger.name) <\(tag.tagger.email)>\nDate:   \(tag.tagger.date.gitText)\n"
            )
            console.print(tag.message)
            try show(repository.target(of: tag), repository, console)
        case .tree:
            for entry in try repository.objects.tree(id).entries {
                console.print(TreePath(entry.name).quoted + (entry.mode == .folder ? "/" : ""))
            }
        case .recipe:
            for line in RecipeText.lines(try repository.objects.recipe(id)) { console.print(line) }
        case .output, .computation, .environment:
            for line in try ComputationText(repository).lines(kind, id) { console.print(line) }
        case .blob, .chunks, .bundle, .session:
            try repository.content(kind, id) { try console.write($0) }
        }
    }
}
