import Objects
import Packs
import Store

/// The file that an argument names: of the index by its path, or of a commit as REV:PATH.
enum ComputedEntry {
    static func get(_ word: String, _ access: RepositoryAccess) throws -> Index.Entry {
        let repository = access.repository
        if !repository.isBare, let path = try? access.path(word), let entry = try repository.index().find(path) {
            return entry
        }
        let id = try repository.resolve(word)
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        guard kind.isContent else {
            throw CommandError(
                .usage, "'\(word)' is a \(kind.rawValue), and not a file", hint: "name a file, or REV:PATH")
        }
        let name = word.split(separator: ":", maxSplits: 1).last.map(String.init) ?? word
        let path = try (try? RepositoryAccess.topPath(name)) ?? TreePath("file")
        return Index.Entry(path: path, mode: .regular, kind: kind, id: id)
    }
}
