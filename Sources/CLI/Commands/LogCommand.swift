import ArgumentParser
import Objects
import Store

/// `at1 log`: the commits that lead here.
struct LogCommand: Command {
    static let configuration = CommandConfiguration(commandName: "log", abstract: "Show commits, newest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "A line a commit.") var oneline = false
    @Flag(help: "From all branches and tags.") var all = false
    @Flag(help: "Say of each commit what its signature is worth.") var showSignature = false
    @Flag(help: "List the rerun bundles of each commit instead: model, tolerance, signer.") var bundles = false
    @Option(name: [.customShort("n"), .customLong("max-count")], help: "Show at most this many.") var count: Int?
    @Argument(help: "Where to start; A..B for what B has and A has not. HEAD by default.") var revision: String?
    @Argument(parsing: .postTerminator, help: "Only commits that change one of these.") var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        if let count, count < 0 { throw CommandError(.usage, "-n takes a number from 0 up") }
        var starts: [ObjectID] = []
        var hidden: [ObjectID] = []
        if let revision {
            let range = revision.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
            if range.count == 2 {
                hidden.append(try repository.resolveCommit(range[0].isEmpty ? "HEAD" : String(range[0])).id)
                starts.append(try repository.resolveCommit(range[1].isEmpty ? "HEAD" : String(range[1])).id)
            } else {
                starts.append(try repository.resolveCommit(revision).id)
            }
        }
        if all {
            for (_, id) in try repository.refs.list() {
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
        var seen: Set<ObjectID> = []
        let wanted = try access.paths(paths)
        var history = try History(repository, from: starts, hiding: hidden)
        var shown = 0
        var list: [JSONValue] = []
        while shown < count ?? .max, let (id, commit) = history.next() {
            guard try wanted.isEmpty || wanted.contains(nil) || changes(commit, wanted.compactMap { $0 }, repository)
            else { continue }
            if bundles {
                let listed = try BundleListing.bundles(of: commit, repository, besides: &seen)
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
            } else if oneline {
                console.print("\(id.short)\(decorations.text(id)) \(commit.subject)")
            } else {
                if shown > 0 { console.print("") }
                CommitText.print(
                    id, commit, decorations, console,
                    signature: showSignature ? commit.verdict(trusting: signers).line : nil)
            }
            shown += 1
        }
        if let error = history.error { throw error }
        if report.json { console.print(.array(list)) }
        return .done
    }

    /// Whether the commit has something else at one of the paths than its first parent.
    private func changes(_ commit: Commit, _ paths: [TreePath], _ repository: Repository) throws -> Bool {
        let parent = try commit.parents.first.map { try repository.objects.commit($0).tree }
        return try paths.contains { path in
            let old = try parent.flatMap { try repository.entry(at: path, in: $0) }
            return try repository.entry(at: path, in: commit.tree) != old
        }
    }
}
