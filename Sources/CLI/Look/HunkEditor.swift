import Files
import Store

/// A hunk in the user's editor, as `git add -p` gives it there.
struct HunkEditor {
    private let repository: Repository
    private let isReverse: Bool

    /// - Parameter isReverse: whether the hunk is one that is to be taken back.
    init(_ repository: Repository, isReverse: Bool) {
        self.repository = repository
        self.isReverse = isReverse
    }

    /// What the user made of it, without comments; nil if all lines were removed, which leaves the hunk as it is.
    func edit(_ hunk: UnifiedDiff.Hunk) throws -> [UInt8]? {
        guard let editor = try TextEditor(repository.configuration) else {
            throw CommandError(.usage, "there is no editor", hint: "set core.editor, VISUAL or EDITOR")
        }
        let (stays, goes) = isReverse ? ("+", "-") : ("-", "+")
        let notes = [
            "Lines that start with '\(stays)': put ' ' in its place to leave the line as it is.",
            "Lines that start with '\(goes)': remove the line to leave the change out.",
            "Lines that start with '#' are ignored. Without any other line the hunk is left as it was.",
        ]
        var text = Array(
            "# A hunk, of which you may change what is done. There is help below it.\n\(hunk.header)\n".utf8)
        for line in hunk.lines { text += line + [UInt8(ascii: "\n")] }
        let edited = try editor.edit(text, notes: notes, named: "addp-hunk-edit.diff")
        let lines = edited.split(separator: UInt8(ascii: "\n"))
        return lines.allSatisfy { $0.first == UInt8(ascii: "@") } ? nil : edited
    }
}
