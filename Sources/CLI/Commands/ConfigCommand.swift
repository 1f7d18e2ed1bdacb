import ArgumentParser
import Objects
import Store

/// `at1 config`: reads and changes settings.
struct ConfigCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Read or change settings: KEY, or KEY VALUE.",
        discussion: "Settings of the repository win over the user's. docs/format.md lists them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: [.customLong("user"), .customLong("global")], help: "The user's settings, for all repositories.")
    var user = false
    @Flag(help: "Take the setting away.") var unset = false
    @Flag(name: .shortAndLong, help: "List all settings.") var list = false
    @Argument(help: "The setting, as user.name; and its new value.") var words: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        guard list ? words.isEmpty && !unset : (1...2).contains(words.count) else {
            throw CommandError(.usage, "config takes a setting, perhaps a value; or --list")
        }
        if list { return try printAll(console) }
        let key = words[0]
        guard Configuration.isValid(key) else {
            throw CommandError(.usage, "'\(key)' is not the name of a setting, as user.name is")
        }
        if unset || words.count == 2 {
            guard !unset || words.count == 1 else { throw CommandError(.usage, "--unset takes a setting and no value") }
            let value = unset ? nil : words[1]
            if user {
                try UserConfiguration.change { $0[key] = value }
            } else {
                try RepositoryAccess(options).repository.configure { $0[key] = value }
            }
            return .done
        }
        guard let value = try settings()[key] else { return .no }
        if report.json { console.print(.string(value)) } else { console.print(value) }
        return .done
    }

    private func settings() throws -> Configuration {
        if user { return try UserConfiguration.read() }
        do {
            return try RepositoryAccess(options).repository.configuration
        } catch RepositoryError.notARepository {
            return try UserConfiguration.read()
        }
    }

    private func printAll(_ console: Console) throws -> ExitStatus {
        let all = try settings().all
        if report.json {
            console.print(.array(all.map { ["key": .string($0.key), "value": .string($0.value)] }))
        } else {
            for (key, value) in all { console.print("\(key)=\(value)") }
        }
        return .done
    }
}
