import Files
import Glibc
import Store

/// The user's editor, in which a message is written.
struct MessageEditor {
    /// A command line for the shell.
    private let command: String

    /// The editor that the setting core.editor, VISUAL or EDITOR names, in this order, or `vi`. Nil if none of them is
    /// set and there is no terminal.
    ///
    /// - Throws: an error if the setting is in a repository of another user.
    init?(_ settings: Configuration) throws {
        let named = try settings.program("core.editor") ?? Environment.all["VISUAL"] ?? Environment.all["EDITOR"]
        if let named, !named.isEmpty {
            command = named
        } else if isatty(0) == 1, StandardStream.output.isTerminal, Environment.all["TERM"] != "dumb" {
            command = "vi"
        } else {
            return nil
        }
    }

    /// Lets the user edit `text`, and removes the lines that start with `#`.
    ///
    /// - Parameter notes: lines that are shown below the text and are not part of it.
    func edit(_ text: String, notes: [String]) throws -> String {
        // A folder of its own: editors create files beside the one that they edit.
        let name = Name("at1-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        let top = try Folder(at: SystemTemporary.path())
        _ = try top.createFolder(name)
        let folder = try top.openFolder(name)
        defer {
            folder.clear()
            _ = try? top.removeFolder(name)
        }
        let lines = [text, ""] + notes.map { $0.isEmpty ? "#" : "# \($0)" } + [""]
        let message: Name = "COMMIT_EDITMSG"
        try folder.createFile(message).write(Array(lines.joined(separator: "\n").utf8))
        guard try ShellCommand(command, [folder.path(of: message)]).wait() else {
            throw CommandError(
                .environment, "there was a problem with the editor '\(command)'",
                hint: "give the message with -m, or name another editor: at1 config core.editor EDITOR")
        }
        let written = String(decoding: try folder.contents(of: message) ?? [], as: UTF8.self)
        let kept = written.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
        return kept.joined(separator: "\n")
    }
}
