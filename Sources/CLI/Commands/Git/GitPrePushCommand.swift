import ArgumentParser
import GitFilter
import Objects
import Remotes

/// `at1 git pre-push`: the hook that git runs before it pushes.
struct GitPrePushCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "pre-push", abstract: "Send the objects of the commits that git pushes. Run by git's hook.",
        discussion: """
            Reads git's list of refs from standard input. Sends nothing if the commits point to no objects, or if git's \
            setting at1.remote names no remote.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The name of git's remote, or its URL.", transform: Word.path) var remote: String
    @Argument(help: "The URL of git's remote.", transform: Word.path) var url: String?

    var isAction: Bool { true }

    private static let limit = 64 << 20

    func execute(_ console: Console) throws -> ExitStatus {
        let starts = try starts()
        guard !starts.isEmpty else { return .done }
        let workspace = try GitWorkspace(options)
        let objects = try GitHistoryPointers.reachable(starts).compactMap(\.object)
        guard !objects.isEmpty else { return .done }
        guard workspace.hasRemote else {
            console.message(
                "warning: \(Figures.count(objects.count, "object")) that the commits point to stay here: 'git config at1.remote URL' says where to send them"
            )
            return .done
        }
        let result = try GitObjects(workspace, options).push(objects, to: nil)
        if let result, !result.changes.isEmpty {
            console.message(
                "at1: sent \(Figures.count(result.objects, "object")), \(Figures.short(result.bytes))")
        }
        return .done
    }

    /// The commits that are pushed, and those that the remote is known to have, as git's rev-list reads them.
    private func starts() throws -> [String] {
        guard let text = String(validating: try TextInput.bytes("-", atMost: Self.limit), as: UTF8.self) else {
            throw CommandError(.usage, "what git lists is not UTF-8")
        }
        var (pushed, known): ([String], [String]) = ([], [])
        for line in text.split(separator: "\n") {
            // LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4, Self.isIdentity(words[1]), Self.isIdentity(words[3]) else {
                throw CommandError(
                    .usage, "'\(line.prefix(100))' is not a line of git's list",
                    hint: "git runs this command; a hook passes its input on")
            }
            if words[1].contains(where: { $0 != "0" }) { pushed.append(words[1]) }
            if words[3].contains(where: { $0 != "0" }) { known.append(words[3]) }
        }
        guard !pushed.isEmpty else { return [] }
        var starts = Set(pushed).sorted()
        for id in Set(known).sorted() {
            guard try GitProgram.run(["cat-file", "-e", id + "^{}"]).status == 0 else { continue }
            starts.append("^" + id)
        }
        // What tracks the remote shows what else it has.
        if !remote.contains("/"), !remote.contains(":") {
            let tracked = try GitProgram.text(["for-each-ref", "--format=%(objectname)", "refs/remotes/\(remote)/"])
            starts += Set(tracked.split(separator: "\n").map { "^" + $0 }).sorted()
        }
        return starts
    }

    private static func isIdentity(_ word: String) -> Bool {
        [40, 64].contains(word.utf8.count) && word.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
