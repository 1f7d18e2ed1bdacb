import Objects
import Store

/// The notes of a merge, worded as in git.
struct MergeText {
    let repository: Repository
    let theirs: String

    /// The lines of a note.
    func lines(_ note: MergeNote) -> [String] {
        let path = note.path.quoted
        switch note.kind {
        case .merged: return ["Auto-merging \(path)"]
        case .content: return ["CONFLICT (content): both sides changed the same lines of \(path)"]
        case .binary: return ["CONFLICT (binary): both sides changed \(path), which is not merged line by line"]
        case .recipe: return ["CONFLICT (recipe): both sides changed \(path)"]
        case .addAdd: return ["CONFLICT (add/add): both sides added \(path)"]
        case .modifyDelete(let deletedByUs):
            let (gone, there) = deletedByUs ? ("HEAD", theirs) : (theirs, "HEAD")
            return ["CONFLICT (modify/delete): \(path) was deleted in \(gone) and changed in \(there)"]
        case .renameDelete(let old, let deletedByUs):
            let (gone, there) = deletedByUs ? ("HEAD", theirs) : (theirs, "HEAD")
            return ["CONFLICT (rename/delete): \(old.quoted) was renamed to \(path) in \(there) and deleted in \(gone)"]
        case .renameRename(let ours, let yours):
            return [
                "CONFLICT (rename/rename): \(path) was renamed to \(ours.quoted) in HEAD and to \(yours.quoted) in \(theirs)"
            ]
        case .distinctTypes(let moved):
            return [
                "CONFLICT (distinct types): \(path) is a file on one side and a link on the other; the file is \(moved.quoted)"
            ]
        case .fileFolder(let moved):
            return ["CONFLICT (file/directory): there is a folder \(path); the file is \(moved.quoted)"]
        }
    }

    func print(_ notes: [MergeNote], _ conflicts: [Index.Conflict], _ console: Console) throws {
        for note in notes { for line in lines(note) { console.report(line) } }
        for conflict in conflicts {
            for line in try ConflictText(repository).lines(conflict) { console.report("  \(line)") }
        }
    }

    func json(_ notes: [MergeNote], _ conflicts: [Index.Conflict]) throws -> JSONObject {
        var object: JSONObject = ["conflicts": .array(try conflicts.map { try ConflictText(repository).json($0) })]
        object["notes"] = .array(
            notes.map { note in
                var object: JSONObject = ["what": .string(note.word)]
                note.path.add(to: &object)
                return .object(object)
            })
        return object
    }
}
