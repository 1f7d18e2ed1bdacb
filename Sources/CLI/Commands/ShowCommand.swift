import ArgumentParser
import Objects
import Store

/// `at1 show`: an object, as people read it.
struct ShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a commit with its changes, a tag, a tree, or the content of REV:path.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A revision, an object, or REV:path.") var revision = "HEAD"

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        try show(access.repository.resolve(revision), access.repository, console)
        return .done
    }

    private func show(_ id: ObjectID, _ repository: Repository, _ console: Console) throws {
        guard let kind = try repository.objects.find(id)?.kind else { throw RepositoryError.objectMissing(id) }
        switch kind {
        case .commit:
            let commit = try repository.objects.commit(id)
            let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
            let changes = Change.between(try repository.files(of: parent), try repository.files(of: commit.tree))
            if report.json {
                var object = commit.json(id)
                object["changes"] = .array(changes.map(\.json))
                return console.print(.object(object))
            }
            CommitText.print(id, commit, try RefDecorations(repository), console)
            if !changes.isEmpty { console.print("") }
            for change in changes { try ChangeText(repository: repository).print(change, console) }
        case .tag:
            let tag = try repository.objects.tag(id)
            console.print(
                "tag \(tag.name)\nTagger: \(tag.tagger.name) <\(tag.tagger.email)>\nDate:   \(tag.tagger.date.gitText)\n"
            )
            console.print(tag.message)
            try show(tag.object, repository, console)
        case .tree:
            for entry in try repository.objects.tree(id).entries {
                console.print(TreePath(entry.name).quoted + (entry.mode == .folder ? "/" : ""))
            }
        case .recipe:
            let recipe = try repository.objects.recipe(id)
            if report.json { return console.print(try JSONValue(parsing: recipe.bytes)) }
            for line in RecipeText.lines(recipe) { console.print(line) }
        case .blob, .chunks, .bundle, .session:
            try repository.content(kind, id) { try console.write($0) }
        }
    }
}
