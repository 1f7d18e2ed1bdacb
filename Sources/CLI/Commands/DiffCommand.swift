import ArgumentParser
import Objects
import Packs
import Store

/// `at1 diff`: what differs between working tree, index and commits.
struct DiffCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show changes: working tree and index, or two commits.",
        discussion:
            """
            Without a revision, compares the working tree with the index; with one, the working tree with the \
            revision; with two, the revisions. Files may follow the revisions, after -- or as they are if no revision \
            has the name. With --quiet, prints nothing, and exits with 1 if there are differences.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(
        name: [.customLong("staged"), .customLong("cached")], help: "Compare the index with HEAD, or with the revision."
    )
    var staged = false
    @Flag(help: "Print only the paths, with a letter for the change.") var nameStatus = false
    @Flag(help: "Print only the paths.") var nameOnly = false
    @Flag(help: "Print how many lines were added and removed in each file.") var stat = false
    @Flag(help: "The same for programs: added, removed, and the path.") var numstat = false
    @Flag(
        help: "Describe differences in arrays, tables and recipes: shapes, columns, rows, elements, parameters.")
    var data = false
    @Flag(help: "Mark changes word by word: [-old-]{+new+}.") var wordDiff = false
    @Flag(
        name: [.customShort("M"), .customLong("find-renames")], inversion: .prefixedNo,
        help: "Detect renamed files.") var renames: Bool?
    @OptionGroup var copying: CopyOptions
    @Flag(help: "Exit with 1 if there are differences.") var exitCode = false
    @Argument(
        help: "A revision; A..B for two; A...B compares B with the merge base of the two. Or a file.",
        completion: Completion.revision)
    var revision: String?
    @Argument(help: "Another revision, or a file.", completion: Completion.revision) var other: String?
    @Argument(help: "A file; several follow --.") var file: String?
    @Argument(parsing: .postTerminator, help: "Only these files and folders.", transform: Word.path) var paths:
        [String] = []

    var isPaged: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let (revisions, files) = try access.dividing([revision, other, file].compactMap { $0 })
        let wanted = try access.paths(files + paths)
        let trees = try Self.trees(revisions, repository)
        var isWorkTree = false
        var changes: [Change]
        // The old side, as far as unchanged files of it can be copied.
        var old: [Index.Entry] = []
        if copying.harder, trees.count == 2 || staged {
            old = try repository.files(of: trees.first ?? repository.headTree())
        }
        switch (trees.count, staged) {
        case (2, false):
            changes = try repository.changes(from: trees[0], to: trees[1])
        case (0...1, true):
            changes = Change.between(
                try repository.files(of: trees.first ?? repository.headTree()), and: try repository.index().entries)
        case (0, false):
            isWorkTree = true
            changes = try repository.status().unstaged
        case (1, false):
            isWorkTree = true
            changes = try repository.workTreeChanges(against: trees[0])
        default: throw CommandError(.usage, "diff takes at most two revisions, and with --staged one")
        }
        if !wanted.isEmpty, !wanted.contains(nil) {
            changes = changes.filter { change in wanted.contains { change.path.isWithin($0!) } }
        }
        if options.quiet, !report.json { return changes.isEmpty ? .done : .no }
        let text = ChangeText(repository: repository, isWorkTree: isWorkTree, marksWords: wordDiff)
        // New files of the working tree have no identity yet: a rename is found once they are staged.
        let finds = (renames ?? (copying.isWanted || copying.harder)) && !isWorkTree
        if report.json, isWorkTree { changes = try repository.identifyingFiles(changes) }
        let differences =
            try finds ? copying.differences(changes, among: old, repository) : repository.differences(changes)
        if report.json {
            console.print(.array(try json(differences, text)))
        } else {
            try print(differences, text, console)
        }
        return (exitCode || options.quiet) && !changes.isEmpty ? .no : .done
    }

    private func json(_ differences: [FileDifference], _ text: ChangeText) throws -> [JSONValue] {
        if stat || numstat { return try DiffStat(differences, text).json }
        return try differences.map { difference in
            guard data, case .object(var object) = difference.json else { return difference.json }
            object["data"] = .array(try text.dataDifference(difference.change).map { .string($0) })
            if let parameters = try text.recipeDifference(difference.change) {
                object["parameters"] = .array(parameters.map(\.json))
            }
            return .object(object)
        }
    }

    private func print(_ differences: [FileDifference], _ text: ChangeText, _ console: Console) throws {
        if nameStatus || nameOnly {
            for difference in differences {
                console.print(nameOnly ? difference.path.quoted : difference.nameStatus)
            }
        } else if numstat {
            for line in try DiffStat(differences, text).numbers { console.print(line) }
        } else if stat {
            for line in try DiffStat(differences, text).lines() { console.print(line) }
        } else if data {
            for difference in differences {
                let parameters = try text.recipeDifference(difference.change) ?? []
                let lines = try parameters.map(\.line) + text.dataDifference(difference.change)
                console.print("\(difference.nameStatus)")
                for line in lines { console.print("    \(line)") }
            }
        } else {
            for difference in differences { try text.print(difference, console) }
        }
    }

    /// The trees that the words name.
    private static func trees(_ revisions: [String], _ repository: Repository) throws -> [ObjectID] {
        func tree(_ word: String) throws -> ObjectID { try repository.peel(repository.resolve(word), to: .tree) }
        guard revisions.count == 1 else { return try revisions.map(tree) }
        let text = revisions[0]
        if let range = text.ends(between: "...") {
            let (a, b) = (try repository.resolveCommit(range.0).id, try repository.resolveCommit(range.1).id)
            guard let base = try repository.mergeBases(of: a, and: b).first else { throw MergeError.unrelated }
            return [try repository.objects.commit(base).tree, try repository.objects.commit(b).tree]
        }
        if let range = text.ends(between: "..") { return [try tree(range.0), try tree(range.1)] }
        return [try tree(text)]
    }
}

extension RepositoryAccess {
    /// The words that are revisions, and those that follow and name files. A word that could be both is a revision.
    ///
    /// - Throws: ``RevisionError/unknown(_:)`` for a word that is neither.
    func dividing(_ words: [String]) throws -> (revisions: [String], files: [String]) {
        func isRevision(_ word: String) -> Bool {
            word.contains("..") || (try? repository.resolve(word)) != nil
        }
        let revisions = words.prefix(2).prefix(while: isRevision)
        let files = words.dropFirst(revisions.count)
        for file in files {
            let unknown = RevisionError.unknown(file)
            guard !repository.isBare else { throw unknown }
            let place: TreePath?
            do { place = try path(file) } catch { throw unknown }
            guard let place else { continue }
            guard
                try repository.workTree().find(place) != nil || !repository.index().entries(within: place).isEmpty
            else { throw unknown }
        }
        return (Array(revisions), Array(files))
    }
}

extension String {
    /// The parts before and after a mark, `HEAD` for an empty one; nil if the mark is missing.
    func ends(between mark: String) -> (String, String)? {
        let parts = split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        return (parts[0].isEmpty ? "HEAD" : parts[0], parts[1].isEmpty ? "HEAD" : parts[1])
    }
}
