import ArgumentParser
import Objects

/// The settings by which git finds at1.
enum GitFilterSettings {
    static let all = [
        ("filter.at1.process", "at1 git filter-process"), ("filter.at1.required", "true"),
        ("diff.at1.textconv", "at1 git textconv"), ("merge.at1.name", "merge recipes by parameter"),
        ("merge.at1.driver", "at1 git merge-driver %O %A %B %P"),
    ]

    static let sections = ["filter.at1", "diff.at1", "merge.at1"]
}

/// `at1 git install`: sets up git for at1.
struct GitInstallCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Set up git for at1, once per user.",
        discussion: """
            Sets filter.at1, diff.at1 and merge.at1 in git's settings, and in a git repository writes the pre-push hook, \
            which sends objects to the remote that the setting at1.remote names. An existing hook stays. 'at1 git track' \
            says which files are filtered.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "For this repository only.") var local = false
    @Flag(help: "Replace an existing pre-push hook.") var force = false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let scope = local ? "--local" : "--global"
        for (name, value) in GitFilterSettings.all {
            guard try GitProgram.run(["config", scope, name, value]).status == 0 else {
                throw CommandError(
                    .environment, "git did not accept the setting \(name)",
                    hint: local ? "run it in a git repository" : "see whether ~/.gitconfig can be written")
            }
        }
        let hook = try PushHook.find()
        let state = try hook?.install(replacing: force)
        if report.json {
            console.print([
                "scope": .string(local ? "local" : "global"), "hook": state.map { .string($0.rawValue) } ?? .null,
            ])
        }
        console.message("git filters with at1 \(local ? "in this repository" : "for this user")")
        if let hook, state == .foreign { hook.advise(console) }
        console.message("'at1 git track PATTERN' says which files")
        return .done
    }
}

extension PushHook {
    /// Says how a hook that is not at1's can do what at1's does.
    func advise(_ console: Console) {
        console.message("'\(path)' exists and stays as it is; to send objects with each push, add this line to it:")
        console.message("    \(Self.line)")
        console.message("or replace it with 'at1 git install --force'")
    }
}

/// `at1 git uninstall`: removes at1 from git's settings.
struct GitUninstallCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Remove at1 from git's settings; files and pointers stay as they are.",
        discussion: "Also removes the pre-push hook of the repository, if at1 wrote it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "For this repository only.") var local = false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let scope = local ? "--local" : "--global"
        if local { _ = try GitWorkspace(options) }
        var removed = false
        for section in GitFilterSettings.sections {
            let names = try GitProgram.run([
                "config", scope, "--get-regexp", "^\(section.replacing(".", with: "\\."))\\.",
            ])
            guard names.status == 0 else { continue }
            _ = try GitProgram.output(["config", scope, "--remove-section", section])
            removed = true
        }
        let hook = try PushHook.find()
        let state = try hook?.uninstall()
        if report.json {
            console.print([
                "scope": .string(local ? "local" : "global"), "removed": .bool(removed),
                "hook": state.map { .string($0.rawValue) } ?? .null,
            ])
        }
        console.message(removed ? "git no longer filters with at1" : "git did not filter with at1")
        if let hook, state == .joined {
            console.message("'\(hook.path)' still runs at1: remove the line \(PushHook.line)")
        }
        return .done
    }
}
