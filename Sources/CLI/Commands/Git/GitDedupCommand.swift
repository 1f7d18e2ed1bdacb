import ArgumentParser
import Files
import GitFilter
import Objects
import Store

/// `at1 git dedup`: equal files of all working trees share their blocks.
struct GitDedupCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "dedup", abstract: "Let equal files of the working trees share their blocks on disk.",
        discussion: """
            Needs a file system that can, such as btrfs or xfs. Only files that at1 filters are compared, in all \
            working trees of the repository; their contents do not change. Also joins the packs of .git/at1, so that \
            it stores each object once.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let workspace = try GitWorkspace(options)
        let freed = try joinPacks(workspace)
        let tree = try GitTree()
        guard try Folder(at: tree.top).canShareBlocks() else {
            throw CommandError(
                .environment, "the file system of '\(tree.top)' cannot share blocks between files",
                hint: "btrfs can, and xfs; nothing else is wrong", code: "cannot-share-blocks")
        }
        let progress = Progress("comparing", options, unit: "")
        defer { progress.finish() }
        let sharing = try WorkTreeSharing(files()) { progress.show(UInt64($0), of: UInt64($1)) }
        progress.finish()
        if report.json {
            console.print([
                "files": .integer(sharing.files), "bytes": .integer(sharing.bytes), "packs_freed": .integer(freed),
            ])
        }
        console.message(
            "\(Figures.count(sharing.files, "file")) \(sharing.files == 1 ? "shares" : "share") \(Figures.short(sharing.bytes)) with others"
        )
        return .done
    }

    /// Joins the packs of the store; returns the number of bytes that this freed.
    private func joinPacks(_ workspace: GitWorkspace) throws -> UInt64 {
        guard let store = try workspace.findStore() else { return 0 }
        let result = try GarbageCollection(store).run()
        return result.bytesBefore - min(result.bytesBefore, result.bytesAfter)
    }

    /// The paths of the filtered files of all working trees.
    private func files() throws -> [String] {
        let listed = try GitProgram.output(["worktree", "list", "--porcelain", "-z"])
        var files: [String] = []
        for field in GitProgram.fields(listed) where field.starts(with: "worktree ".utf8) {
            let top = String(decoding: field.dropFirst("worktree ".utf8.count), as: UTF8.self)
            let (status, bytes) = try GitProgram.run([
                "-C", top, "ls-files", "-z", "--full-name", "--", ":(top,attr:filter=at1)",
            ])
            guard status == 0 else { continue }  // its folder is gone, or a bare repository
            files += GitProgram.fields(bytes).map { "\(top)/\(String(decoding: $0, as: UTF8.self))" }
        }
        return files
    }
}
