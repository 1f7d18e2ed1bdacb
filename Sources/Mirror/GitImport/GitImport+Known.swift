internal import Objects
internal import Packs
internal import Store

extension GitImport {
    /// Takes over the commits that were imported earlier.
    func adopt(_ order: [String]) {
        for id in order {
            guard let known = record.find(id) else { continue }
            commits[id] = known
            adopted.insert(id)
        }
    }

    /// Takes over the trees of a commit that was imported earlier, so that only what differs from them is read.
    func adoptTree(of id: String) throws {
        guard adopted.remove(id) != nil, let known = commits[id] else { return }
        let bytes = try git.get(id, .commit)
        let text = try naming("commit", id: id) { () throws(DecodeError) in try GitCommitText(bytes) }
        _ = try adopt(tree: text.tree, repository.objects.commit(known).tree)
    }

    /// Walks through a tree of git and its counterpart; nil if they do not correspond.
    private func adopt(tree id: String, _ object: ObjectID) throws -> Folder? {
        if let known = trees[id] { return known }
        let bytes = try git.get(id, .tree)
        let lines = try naming("tree", id: id) { () throws(DecodeError) in
            try Self.entries(bytes, idLength: id.utf8.count / 2)
        }.filter { $0.mode != "160000" }
        let made = try repository.objects.tree(object).entries
        guard made.count == lines.count else { return nil }
        let entries = Dictionary(made.map { ($0.name.bytes, $0) }, uniquingKeysWith: { first, _ in first })
        var extent = TreeExtent()
        var kept: [String: (kind: ObjectKind, id: ObjectID)] = [:]
        for line in lines {
            guard let entry = entries[line.name], (entry.mode == .folder) == (line.mode == "40000"),
                (entry.mode == .symbolicLink) == (line.mode == "120000")
            else { return nil }
            if entry.mode == .folder {
                guard let folder = try adopt(tree: line.id, entry.id) else { return nil }
                extent.add(folder.extent, folder: line.name.count)
            } else {
                extent.add(file: line.name.count)
                kept[entry.mode == .symbolicLink ? "link \(line.id)" : line.id] = (entry.kind, entry.id)
            }
        }
        files.merge(kept) { present, _ in present }
        let folder = Folder(id: object, extent: extent, isResolved: true)
        trees[id] = folder
        return folder
    }
}
