import ArgumentParser
import Engine
import Glibc
import Mirror
import Objects
import Store

/// `at1 import`: histories of other programs.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import the history of another program.",
        subcommands: [ImportGitCommand.self])
}

/// `at1 import git`: imports a git history.
struct ImportGitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "git", abstract: "Import a git repository: commits, authors, dates, messages, merges and tags.",
        discussion: """
            Branches become refs/remotes/git/NAME, tags keep their names. In a new repository, the branch that git's \
            HEAD is on is checked out. Pointers of git-lfs become their files if the git repository has them. \
            Importing again reads and adds only what is new. Git's signatures and submodules are not imported.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(help: ArgumentHelp("Only this branch, and the tags on it; may be repeated.", valueName: "name"))
    var branch: [String] = []
    @Argument(
        help: "The git repository: a path, or a URL, which git clones into the cache.", transform: Word.path)
    var source: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let place = try GitSource(source).folder()
        let refs = try refs(place)
        let order = try order(place)
        let progress = Progress("importing", options, unit: "")
        defer { progress.finish() }
        let result = try GitImport(access.repository, from: place) {
            progress.show(UInt64($0), of: UInt64(order.count))
        }.run(refs: refs, order: order, head: head(place), who: access.person(.committer))
        progress.finish()
        let branch = try checkOut(result, access)
        tell(result, branch, console)
        return .done
    }

    /// Switches to the branch that git's HEAD is on, if there is no commit here yet.
    private func checkOut(_ result: GitImport.Report, _ access: RepositoryAccess) throws -> RefName? {
        let repository = access.repository
        guard let head = result.head, try repository.refs.headCommit() == nil,
            let id = try repository.refs.find(RefName(RefName.remotes + "git/" + head.short)),
            try repository.refs.find(head) == nil
        else { return nil }
        let who = try access.person(.committer)
        if repository.isBare {
            try repository.withWriteLock { lock in
                try repository.update(
                    [RefUpdate(head, expected: .exactly(nil), new: id, message: "import: from git")], who: who, lock)
            }
        } else {
            try repository.switchTo(.branch(head), making: id, who: who, message: "import: from git")
        }
        return head
    }

    private func tell(_ result: GitImport.Report, _ branch: RefName?, _ console: Console) {
        if report.json {
            console.print([
                "commits": .integer(result.commits), "trees": .integer(result.trees), "files": .integer(result.files),
                "submodules": .integer(result.submodules), "pointers": .integer(result.pointers),
                "refs": .array(result.refs.map { .string($0.text) }),
                "forced": .array(result.forced.map { .string($0.text) }),
                "left_out": .array(result.leftOut.map { .string($0.text) }),
                "branch": branch.map { .string($0.short) } ?? .null,
            ])
        }
        console.message(
            "\(Figures.count(result.commits, "commit")), \(Figures.count(result.trees, "tree")), \(Figures.count(result.files, "file")), every tree compared"
        )
        for name in result.forced { console.message("forced update: \(name.short)") }
        for name in result.leftOut {
            console.message("warning: tag \(name.short) is left out: it is of a tree or a file, and not of a commit")
        }
        if result.submodules > 0 {
            console.message("warning: \(Figures.count(result.submodules, "submodule")) left out")
        }
        if result.pointers > 0 {
            console.message(
                "warning: \(Figures.count(result.pointers, "pointer")) of git-lfs whose files are not here: 'git lfs fetch --all' gets them"
            )
        }
    }

    // MARK: What git has

    private func refs(_ place: String) throws -> [(name: RefName, id: String)] {
        let listed = try GitProgram.text(
            ["-C", place, "for-each-ref", "--format=%(objectname) %(refname)"]
                + (branch.isEmpty ? ["refs/heads", "refs/tags"] : branch.map { "refs/heads/\($0)" }))
        var lines = listed.split(separator: "\n").map(String.init)
        for name in branch {
            guard lines.contains(where: { $0.hasSuffix(" refs/heads/\(name)") }) else {
                throw CommandError(.usage, "git has no branch '\(name)'", code: "no-such-ref")
            }
            lines += try GitProgram.text([
                "-C", place, "for-each-ref", "--merged=refs/heads/\(name)", "--format=%(objectname) %(refname)",
                "refs/tags",
            ]).split(separator: "\n").map(String.init)
        }
        return try Set(lines).sorted().map { line in
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let name = words[1]
            let here =
                name.hasPrefix(RefName.branches)
                ? RefName.remotes + "git/" + name.dropFirst(RefName.branches.count) : name
            do throws(DecodeError) {
                return (try RefName(here), words[0])
            } catch {
                throw CommandError(.refused, "git's ref \(name) cannot be one here: \(error.detail)")
            }
        }
    }

    /// The commits, each after its parents.
    private func order(_ place: String) throws -> [String] {
        let starts = branch.isEmpty ? ["--branches", "--tags"] : branch.map { "refs/heads/\($0)" }
        return try GitProgram.text(["-C", place, "rev-list", "--topo-order", "--reverse"] + starts + ["--"])
            .split(separator: "\n").map(String.init)
    }

    private func head(_ place: String) throws -> RefName? {
        if branch.count == 1 { return try? RefName.branch(branch[0]) }
        let (status, bytes) = try GitProgram.run(["-C", place, "symbolic-ref", "-q", "HEAD"])
        guard status == 0 else { return nil }
        return try? RefName(String(decoding: bytes.dropLast(), as: UTF8.self))
    }
}

/// A git repository that an argument names.
struct GitSource {
    private let word: String

    init(_ word: String) { self.word = word }

    /// The folder of the repository; a clone in the cache for a URL.
    func folder() throws -> String {
        if access(word, F_OK) == 0 {
            guard try GitProgram.run(["-C", word, "rev-parse", "--git-dir"]).status == 0 else {
                throw CommandError(.usage, "'\(word)' is not a git repository")
            }
            return word
        }
        guard word.contains(":"), !word.hasPrefix("-") else { throw CommandError(.usage, "there is no '\(word)'") }
        let place = try Self.cache() + "/" + Digest(of: Array(word.utf8)).hex
        if access(place + "/HEAD", F_OK) == 0 {
            _ = try GitProgram.output(["-C", place, "fetch", "--quiet", "--prune"])
        } else {
            _ = try GitProgram.output(["clone", "--quiet", "--mirror", "--", word, place])
        }
        return place
    }

    private static func cache() throws -> String {
        let variables = Environment.all
        var base = variables["XDG_CACHE_HOME"] ?? ""
        if !base.hasPrefix("/") {
            guard let home = variables["HOME"], home.hasPrefix("/") else {
                throw CommandError(
                    .environment, "there is no folder for the cache: neither XDG_CACHE_HOME nor HOME is set")
            }
            base = home + "/.cache"
        }
        return base + "/at1/git"
    }
}
