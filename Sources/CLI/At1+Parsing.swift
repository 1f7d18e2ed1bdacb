import ArgumentParser
import Objects
import Remotes
import Store

extension At1 {
    /// An error of the argument parser: the first line of its text, and the usage of the command.
    static func wording(ofParsing error: any Error) -> CommandError {
        let message = RemoteSettings.shown(message(for: error).split(separator: "\n").joined(separator: " "))
        let usage = fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix("Usage: ") }?
            .dropFirst("Usage: ".count)
        return CommandError(.usage, message, hint: usage.map { "usage: \($0)" })
    }

    /// The error for a command that does not exist, whatever else is wrong with the arguments; nil if it exists.
    static func unknownCommand(in words: [String]) -> CommandError? {
        var path = ["at1"]
        var group: any ParsableCommand.Type = At1.self
        var rest = words.prefix { $0 != "--" }[...]
        while let word = rest.popFirst() {
            if GlobalOptions.withValue.contains(word) {
                rest = rest.dropFirst()
                continue
            }
            guard !word.hasPrefix("-") else { continue }
            if group == At1.self, word == "help" { return nil }
            let commands = group.configuration.subcommands
            if commands.isEmpty { return nil }
            if let found = commands.first(where: { name(of: $0) == word }) {
                path.append(word)
                group = found
                continue
            }
            let near = nearest(to: word, among: commands.map(name))
            // Without a command's name, the words may belong to the default command.
            guard near != nil || group.configuration.defaultSubcommand == nil else { return nil }
            return CommandError(
                .usage, "'\(word)' is not a command of \(path.joined(separator: " "))",
                hint: near.map { "did you mean '\($0)'?" } ?? "'\(path.joined(separator: " ")) --help' lists them")
        }
        return nil
    }

    static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? "\(command)".lowercased()
    }
}
