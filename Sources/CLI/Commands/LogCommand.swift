import ArgumentParser
import Objects
import Packs
import Store

/// `at1 log`: the history of commits.
struct LogCommand: Command {
    static let configuration = CommandConfiguration(commandName: "log", abstract: "Show commits, newest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "One line for each commit.") var oneline = false
    @Flag(help: "Draw the commit graph; one line for each commit, and its changes with -p or --stat.") var graph = false
    @Flag(help: "Start from all branches and tags.") var all = false
    @Flag(help: "Check the signature of each commit.") var showSignature = false
    @Flag(help: "List the rerun bundles that each commit added instead: model, tolerance, signer.") var bundles =
        false
    @Option(name: [.customShort("n"), .customLong("max-count")], help: "Show at most this many.") var count: Int?
    @Flag(name: [.customShort("p"), .customLong("patch")], help: "Show the changes of each commit.") var patch = false
    @Flag(help: "Show how many lines each commit adds and removes in each file.") var stat = false
    @Flag(help: "Show the changed paths, with a letter for the change.") var nameStatus = false
    @OptionGroup var copying: CopyOptions
    @Flag(help: "For one file: continue under its former name after a rename.") var follow = false
    @Option(help: "Print each commit by a pattern: %H %h %s %an %ae %ad %cd %P %d, and so on.") var format: String?
    @OptionGroup var filter: CommitFilter
    @Argument(
        help: "Where to start; A..B for the commits of B that A lacks. HEAD by default.",
        completion: Completion.revision) var revision: String?
    @Argument(parsing: .postTerminator, help: "Only commits that change one of these.", transform: Word.path) var paths:
        [String] = []

    var isPaged: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        if let count, count < 0 { throw CommandError(.usage, "-n takes a number, 0 or more") }
        var starts: [ObjectID] = []
        var hidden: [ObjectID] = []
        if let revision {
            if let (a, b) = revision.ends(between: "...") {
                starts = [try repository.resolveCommit(a).id, try repository.resolveCommit(b).id]
                hidden = try repository.mergeBases(of: starts[0], and: starts[1])
            } else if let (a, b) = revision.ends(between: "..") {
                hidden.append(try repository.resolveCommit(a).id)
                starts.append(try repository.resolveCommit(b).id)
            } else {
                starts.append(try repository.resolveCommit(revision).id)
            }
        }
        if all {
            for (_, id) in try repository.refs.readable() {
                if let commit = try? repository.commit(peeling: id).id { starts.append(commit) }
            }
        }
        if starts.isEmpty, revision == nil {
            guard let head = try repository.refs.headCommit() else {
                throw CommandError(.no, "there are no commits yet")
            }
            starts = [head]
        }
        let decorations = try RefDecorations(repository)
        let signers = showSignature || bundles ? try TrustAccess.signers(repository) : TrustedSigners()
        let wanted = try access.paths(paths)
        guard !follow || wanted.count == 1 && wanted[0] != nil else {
            throw CommandError(.usage, "--follow takes one file, after --")
        }
        var followed = follow ? wanted[0] : nil
        let isWanted = try filter.matcher()
        let lines = format.map { CommitFormat($0) } ?? (graph ? CommitFormat("%h%d %s") : nil)
        var drawing = CommitGraph()
        var history = try History(repository, from: starts, hiding: hidden, in: graph ? .lines : .newestFirst)
        var shown = 0
        var list: [JSONValue] = []
        while shown < count ?? .max, let (id, commit) = history.next() {
            if let path = followed {
                guard let old = try step(of: path, commit, repository) else { continue }
                followed = old
            } else {
                guard
                    try wanted.isEmpty || wanted.contains(nil) || changes(commit, wanted.compactMap { $0 }, repository)
                else { continue }
            }
            guard isWanted(commit) else { continue }
            if bundles {
                let listed = try BundleListing.bundles(broughtBy: commit, repository)
                guard !listed.isEmpty else { continue }
                if report.json {
                    list += listed.map { .object($0.json(id, trusting: signers)) }
                } else {
                    console.print("commit \(id.short)\(decorations.text(id)) \(commit.subject)")
                    for bundle in listed { console.print("    " + bundle.line(trusting: signers)) }
                }
            } else if report.json {
                var object = commit.json(id)
                if showSignature { object["signature"] = commit.verdict(trusting: signers).json }
                object["refs"] = .array(decorations.names(of: id).map { .string($0) })
                list.append(.object(object))
            } else if let lines {
                let rows = graph ? drawing.rows(id, commit.parents) : nil
                let text = lines.text(id, commit, decorations).split(separator: "\n", omittingEmptySubsequences: false)
                console.print((rows.map { $0.commit + " " } ?? "") + String(text.first ?? ""))
                try console.indented(by: rows?.body ?? "") {
                    for line in text.dropFirst() { console.print(String(line)) }
                    if graph { try printChanges(of: commit, wanted, repository, console) }
                }
                for row in rows?.after ?? [] { console.print(row) }
            } else if oneline {
                console.print("\(id.short)\(decorations.text(id)) \(commit.subject)")
            } else {
                if shown > 0 { console.print("") }
                CommitText.print(
                    id, commit, decorations, console,
                    signature: showSignature ? commit.verdict(trusting: signers).line : nil)
            }
            if !bundles, !report.json, !graph { try printChanges(of: commit, wanted, repository, console) }
            shown += 1
        }
        if let error = history.error { throw error }
        if report.json { console.print(.array(list)) }
        return .done
    }

    /// The changes of a commit other than a merge, relative to its parent.
    private func printChanges(
        of commit: Commit, _ wanted: [TreePath?], _ repository: Repository, _ console: Console
    ) throws {
        guard patch || stat || nameStatus, commit.parents.count < 2 else { return }
        let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
        var changes = try repository.changes(from: parent, to: commit.tree)
        if !wanted.isEmpty, !wanted.contains(nil), !follow {
            changes = changes.filter { change in wanted.contains { change.path.isWithin($0!) } }
        }
        guard !changes.isEmpty else { return }
        let differences = try copying.differences(changes, from: parent, repository)
        let text = ChangeText(repository: repository)
        if !oneline, !graph { console.print("") }
        if nameStatus { for difference in differences { console.print(difference.nameStatus) } }
        if stat { for line in try DiffStat(differences, text).lines() { console.print(line) } }
        if patch { for difference in differences { try text.print(difference, console) } }
    }

    /// The path that a file had before the commit; nil if the commit did not touch it.
    private func step(of path: TreePath, _ commit: Commit, _ repository: Repository) throws -> TreePath? {
        guard try changes(commit, [path], repository) else { return nil }
        let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
        let differences = try repository.findingRenames(repository.changes(from: parent, to: commit.tree))
        return differences.first { $0.isRename && $0.path == path }?.old?.path ?? path
    }

    /// Whether one of the paths differs between the commit and its first parent.
    private func changes(_ commit: Commit, _ paths: [TreePath], _ repository: Repository) throws -> Bool {
        let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
        return try paths.contains { path in
            let old = try parent.flatMap { try repository.entry(at: path, in: $0) }
            return try repository.entry(at: path, in: commit.tree) != old
        }
    }
}
