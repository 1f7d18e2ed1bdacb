import Files
import Glibc
import Store

/// The user's editor.
struct TextEditor {
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

    /// What the user made of `text`, without the lines that start with `#`.
    ///
    /// - Parameters:
    ///   - text: whole lines.
    ///   - notes: lines that are shown below the text, and are not part of it.
    ///   - name: what the file is called meanwhile; editors choose their colours by it.
    func edit(_ text: [UInt8], notes: [String], named name: Name) throws -> [UInt8] {
        // A folder of its own: editors create files beside the one that they edit.
        let place = Name("at1-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        let top = try Folder(at: SystemTemporary.path())
        _ = try top.createFolder(place)
        let folder = try top.openFolder(place)
        defer {
            folder.clear()
            _ = try? top.removeFolder(place)
        }
        let comments = notes.map { $0.isEmpty ? "#\n" : "# \($0)\n" }
        try folder.createFile(name).write(text + comments.joined().utf8)
        guard try ShellCommand(command, [folder.path(of: name)]).wait() else {
            throw CommandError(
                .environment, "there was a problem with the editor '\(command)'",
                hint: "name another editor: at1 config core.editor EDITOR")
        }
        let lineEnd = UInt8(ascii: "\n")
        let lines = (try folder.contents(of: name) ?? []).split(separator: lineEnd, omittingEmptySubsequences: false)
        return Array(lines.filter { $0.first != UInt8(ascii: "#") }.joined(separator: [lineEnd]))
    }
}
