import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 config`: reads and changes settings.
struct ConfigCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Read or change settings: KEY, or KEY VALUE.",
        discussion: "The repository's settings override the user's. docs/format.md lists them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customLong("user"), .customLong("global")], help: "The user's settings, for all repositories.")
    var user = false
    @Flag(help: "Remove the setting.") var unset = false
    @Flag(help: "Add a value to the setting, and keep the existing ones.") var add = false
    @Flag(name: .shortAndLong, help: "List all settings.") var list = false
    @Argument(help: "The setting, such as user.name; and its new value.") var words: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        guard list ? words.isEmpty && !unset : (1...2).contains(words.count) else {
            throw CommandError(.usage, "config takes a setting and optionally a value, or --list")
        }
        if list { return try printAll(console) }
        guard !add || (words.count == 2 && !unset) else {
            throw CommandError(.usage, "--add takes a setting and a value")
        }
        let key = words[0]
        guard Configuration.isValid(key) else {
            throw CommandError(.usage, "'\(key)' is not the name of a setting such as user.name")
        }
        if unset || words.count == 2 {
            guard !unset || words.count == 1 else { throw CommandError(.usage, "--unset takes a setting and no value") }
            let value = unset ? nil : words[1]
            try set(key, value)
            if report.json { console.print(["key": .string(key), "value": value.map { .string($0) } ?? .null]) }
            return .done
        }
        guard let value = try settings()[key] else {
            if report.json { console.print(JSONValue.null) }
            return .no
        }
        let shown = RemoteSettings.shown(value)
        if report.json { console.print(.string(shown)) } else { console.print(shown) }
        return .done
    }

    /// Also works on a file with malformed lines, and on settings that no other command would accept.
    private func set(_ key: String, _ value: String?) throws {
        if let value {
            if let objection = SettingNames.objection(to: value, for: key) { throw objection }
            if !options.quiet, key.lowercased() == "core.format", let format = Int(value), format > Repository.format {
                Warnings.say(
                    "this at1 reads nothing with core.format \(format), until it is \(Repository.format) or less")
            }
            if !options.quiet, let (what, nearest) = SettingNames.doubt(about: key) {
                Warnings.say("\(what), and has no effect" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
            }
        } else if key.lowercased() == "core.format" {
            throw CommandError(.usage, "core.format cannot be removed: the repository could no longer be read")
        }
        let change = { (settings: inout Configuration) in
            if add, let value { settings.add(value, to: key) } else { settings[key] = value }
        }
        if user {
            try ConfigurationFile.make(user: UserConfiguration.getFolder()).change(change)
        } else {
            let file = try ConfigurationFile(discoveringFrom: ".")
            let settings = try file.readTolerantly()
            try file.change(
                lockWait: options.lockWait() ?? (try? settings.seconds("core.lockwait")) ?? .seconds(10),
                durable: (try? settings.flag("core.fsync")) ?? true, change)
        }
    }

    /// The settings in force, from all well-formed lines; a warning for each of the others.
    private func settings() throws -> Configuration {
        let own = try UserConfiguration.readTolerantly()
        var all = own
        if !user {
            do {
                all = own.overlaid(with: try ConfigurationFile(discoveringFrom: ".").readTolerantly())
            } catch RepositoryError.notARepository {}
        }
        if !options.quiet { for (place, what) in all.problems { Warnings.say("\(place): \(what)") } }
        return all
    }

    private func printAll(_ console: Console) throws -> ExitStatus {
        let settings = try settings()
        Warnings.say(of: settings, options)
        let all = settings.all.map { (key: $0.key, value: RemoteSettings.shown($0.value)) }
        if report.json {
            console.print(.array(all.map { ["key": .string($0.key), "value": .string($0.value)] }))
        } else {
            for (key, value) in all { console.print("\(key)=\(value)") }
        }
        return .done
    }
}
