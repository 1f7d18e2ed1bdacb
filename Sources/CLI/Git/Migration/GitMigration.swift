import Engine
import Files
import GitFilter
import Objects
import Store

/// Replaces the files of another program with at1's pointers, as a staged change: completely, or not at all.
///
/// Everything is prepared and verified first: objects, blobs, and a new index in a folder of its own. The new index
/// takes the place of the old one in one step; ``MigrationRecord`` then completes the working tree, after a crash when
/// the next migration starts.
struct GitMigration {
    private let workspace: GitWorkspace
    private let options: GlobalOptions
    private let tree: GitTree
    private let record: MigrationRecord

    /// How git stores a file from now on.
    struct Outcome {
        let path: [UInt8]
        let pointer: GitPointer?
        let length: UInt64

        /// As in `at1 git status`.
        var word: String {
            switch pointer {
            case .recipe?: "recipe"
            case .object?: "object"
            case nil: "bytes"
            }
        }
    }

    struct Report {
        var files: [Outcome] = []
        var texts: [[UInt8]] = []
        var removed: [[UInt8]] = []
        var problems: [MigrationPlan.Problem] = []

        var isEmpty: Bool { files.isEmpty && texts.isEmpty && removed.isEmpty }
    }

    /// An entry of the index to add or, without a blob, to remove.
    private struct Line {
        let path: [UInt8]
        let mode: String
        let blob: String?
    }

    init(_ workspace: GitWorkspace, _ options: GlobalOptions) throws {
        self.workspace = workspace
        self.options = options
        tree = try GitTree()
        record = MigrationRecord(tree)
    }

    /// Runs `body` while no other migration of this repository runs.
    private func alone<Result>(_ body: () throws -> Result) throws -> Result {
        try workspace.makeFolder()
        let lock = try FileLock(
            "migrate", in: Folder(at: workspace.folder), .exclusive, wait: options.lockWait() ?? .seconds(10))
        return try withExtendedLifetime(lock) { try body() }
    }

    /// Completes a migration that was interrupted; false if there is none.
    func recover() throws -> Bool { try alone { try record.recover() } }

    func run(_ source: MigrationSource, _ progress: (Int, Int) -> Void) throws -> Report {
        try alone {
            _ = try record.recover()
            guard try !GitProgram.run(["config", "--get", "filter.at1.process"]).bytes.isEmpty else {
                throw CommandError(.usage, "git does not filter with at1", hint: "run 'at1 git install' first")
            }
            guard try !tree.hasChanges() else {
                throw CommandError(
                    .refused, "the working tree has changes that are not committed",
                    hint: "commit them, or 'git stash' them", code: "uncommitted-changes")
            }
            let before = try record.begin()
            defer { record.clear() }
            var plan = try source.plan(tree, workspace, index: record.newIndex)
            guard plan.problems.isEmpty else { return Report(problems: plan.problems) }
            let (outcomes, lines, writes) = try convert(&plan, progress)
            guard plan.problems.isEmpty else { return Report(problems: plan.problems) }
            let report = Report(files: outcomes, texts: plan.texts.map(\.path), removed: plan.removed)
            guard !report.isEmpty else { return report }
            try build(lines, plan)
            try check(plan.files, &plan)
            guard plan.problems.isEmpty else { return Report(problems: plan.problems) }
            try record.commit(
                before, blobs: Dictionary(lines.map { ($0.path, $0.blob) }, uniquingKeysWith: { $1 }), writes)
            return report
        }
    }

    // MARK: Preparing

    /// Makes and stores the pointers, and everything else that the index will name.
    private func convert(
        _ plan: inout MigrationPlan, _ progress: (Int, Int) -> Void
    ) throws -> ([Outcome], [Line], [[UInt8]]) {
        let maker = PointerMaker(workspace, try workspace.engine(), options)
        let blobs = try record.blobs()
        var (outcomes, writes): ([Outcome], [[UInt8]]) = ([], [])
        var staged: [(path: [UInt8], mode: String, isSkipped: Bool)] = []
        for (number, file) in plan.files.enumerated() {
            progress(number, plan.files.count)
            let content: FileContent
            do { content = try file.content.read() } catch {
                plan.problems.append(.init(path: file.path, what: CommandError(error).message))
                continue
            }
            if let what = try look(at: file, content, &writes) {
                plan.problems.append(.init(path: file.path, what: what))
            }
            guard plan.problems.isEmpty else { continue }
            let pointer = try maker.pointer(of: content)
            if pointer == nil, case .blob = file.content, case .compared = file.presence { continue }
            try blobs.add(pointer.map { FileContent($0.bytes) } ?? content)
            staged.append((file.path, file.isExecutable ? "100755" : "100644", file.isSkipped))
            outcomes.append(Outcome(path: file.path, pointer: pointer, length: content.length))
        }
        guard plan.problems.isEmpty else { return ([], [], []) }
        for text in plan.texts {
            guard let bytes = text.bytes else { continue }
            try blobs.add(FileContent(bytes))
            staged.append((text.path, "100644", false))
        }
        let ids = try blobs.ids()
        guard ids.count == staged.count else {
            throw CommandError(.environment, "git does not store every pointer")
        }
        try maker.nameObjects()
        var lines = zip(staged, ids).map { Line(path: $0.path, mode: $0.mode, blob: $1) }
        let removed = plan.removed + plan.texts.filter { $0.bytes == nil }.map(\.path)
        lines += removed.map { Line(path: $0, mode: "0", blob: nil) }
        return (outcomes, lines, plan.texts.map(\.path) + plan.removed + writes)
    }

    /// Compares the file of the working tree with its new content; adds it to `writes` if it must be written.
    ///
    /// - Returns: what keeps it from being replaced.
    private func look(at file: MigrationPlan.Item, _ content: FileContent, _ writes: inout [[UInt8]]) throws -> String?
    {
        guard !file.isSkipped else { return nil }
        let place = tree.place(file.path)
        guard let status = FileStatus.find(place), status.kind == .regular else {
            // Missing, or a link into a cache.
            if case .ignored = file.presence { writes.append(file.path) }
            return nil
        }
        switch file.presence {
        case .compared: return nil
        case .maybePointer:
            let isSame = status.size == content.length ? try record.digest(place) == content.sha256 : false
            if !isSame { writes.append(file.path) }
            return nil
        case .ignored:
            guard status.size == content.length, try record.digest(place) == content.sha256 else {
                return "the file is not what its .dvc file names: 'dvc add' or 'dvc checkout' it first"
            }
            // It may be another name of a file in the cache.
            if try !File(at: place).isOwn() { writes.append(file.path) }
            return nil
        }
    }

    /// Makes the new index.
    private func build(_ lines: [Line], _ plan: MigrationPlan) throws {
        let width = try tree.git(["hash-object", "--stdin"]).count - 1
        let nothing = String(repeating: "0", count: width)
        var input: [UInt8] = []
        for line in lines {
            input += "\(line.mode) \(line.blob ?? nothing)\t".utf8
            input += line.path + [0]
        }
        _ = try tree.git(["update-index", "-z", "--index-info"], input: input, index: record.newIndex)
        let skipped = plan.files.filter(\.isSkipped).map(\.path)
        guard !skipped.isEmpty else { return }
        _ = try tree.git(
            ["update-index", "--skip-worktree", "-z", "--stdin"], input: GitTree.joined(skipped), index: record.newIndex
        )
    }

    /// Checks that at1's filter is assigned to every file: attributes may also come from outside of the tree.
    private func check(_ files: [MigrationPlan.Item], _ plan: inout MigrationPlan) throws {
        let paths = files.map(\.path)
        for (path, filter) in zip(paths, try tree.filters(of: paths, index: record.newIndex)) where filter != "at1" {
            let what =
                "its filter would be '\(filter)': change that in .git/info/attributes or in your own attributes file"
            plan.problems.append(.init(path: path, what: what))
        }
    }
}
