import ArgumentParser
import GitFilter
import Objects

/// `at1 git migrate`: pointers instead of what git-lfs, git or DVC stores.
struct GitMigrateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Stage pointers in place of what git-lfs, git or DVC stores.",
        discussion: """
            --from lfs replaces the pointers of git-lfs, and its attributes; --from git the files that git stores \
            although their patterns are tracked; --from dvc the .dvc files. The bytes come from the local caches, and \
            each file is verified first. If one is missing, damaged or changed, nothing is changed. The result is \
            staged: 'git commit' keeps it, 'git reset --hard' takes it back. Earlier commits stay as they are.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(help: "What to replace: lfs, git or dvc.") var from: MigrationSource

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let migration = try GitMigration(GitWorkspace(options), options)
        if try migration.recover() {
            if report.json { console.print(json(GitMigration.Report(), isCompletion: true)) }
            console.message(
                "completed the migration that was interrupted: 'git commit' keeps it, 'git reset --hard' takes it back")
            return .done
        }
        let progress = Progress("verifying", options, unit: "")
        defer { progress.finish() }
        let result = try migration.run(from) { progress.show(UInt64($0), of: UInt64($1)) }
        progress.finish()
        if report.json {
            console.print(json(result))
        } else {
            for problem in result.problems { console.print("\(PathWord.quoted(problem.path)): \(problem.what)") }
            for file in result.files {
                console.print("\(file.word.padded(to: 8)) \(PathWord.quoted(file.path))")
            }
        }
        guard result.problems.isEmpty else {
            console.message("nothing is changed: \(Figures.count(result.problems.count, "problem"))")
            return .no
        }
        console.message(
            result.isEmpty
                ? "there is nothing to migrate"
                : "\(Figures.count(result.files.count, "file")) staged: 'git commit' keeps that, 'git reset --hard' takes it back"
        )
        return .done
    }

    private func json(_ result: GitMigration.Report, isCompletion: Bool = false) -> JSONValue {
        func paths(_ list: [[UInt8]]) -> JSONValue {
            .array(list.map { .string(String(decoding: $0, as: UTF8.self)) })
        }
        return [
            "from": .string(from.rawValue), "migrated": .bool(result.problems.isEmpty),
            "completed": .bool(isCompletion),
            "files": .array(
                result.files.map {
                    [
                        "path": .string(String(decoding: $0.path, as: UTF8.self)), "kept_as": .string($0.word),
                        "length": .integer($0.length),
                    ]
                }),
            "changed": paths(result.texts), "removed": paths(result.removed),
            "problems": .array(
                result.problems.map {
                    ["path": .string(String(decoding: $0.path, as: UTF8.self)), "what": .string($0.what)]
                }),
        ]
    }
}
