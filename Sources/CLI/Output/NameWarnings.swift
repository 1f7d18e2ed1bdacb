import Objects
import Store

/// Warnings about names that are distinct here but would be the same file elsewhere.
enum NameWarnings {
    /// Warns of tracked names around `paths` that differ only in case or Unicode form.
    static func tell(_ repository: Repository, around paths: [TreePath], _ console: Console) throws {
        for (one, other) in try repository.foldedNames(around: paths) {
            console.message(
                "warning: \(one.quoted) and \(other.quoted) are one name on file systems that ignore case or Unicode form"
            )
        }
    }
}
