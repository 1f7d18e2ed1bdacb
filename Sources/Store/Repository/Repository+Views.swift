internal import Files
public import Objects

/// A store may have several working trees, each with a HEAD and an index of its own (docs/format.md §11.10).
extension Repository {
    /// The store as each of its working trees sees it, the first one first.
    package func views() throws -> [Repository] {
        let places = try refs.places()
        guard places.count > 1 || place.name != nil else { return [self] }
        return try places.map { other in
            if other.name == place.name { return self }
            let path = try path(of: other)
            return try Repository(
                folder, other, root: path.flatMap { root(at: $0, of: other) }, path: path ?? "", options)
        }
    }

    /// The path of a working tree, as far as it is known. That of a bare repository is its own.
    func path(of place: WorktreePlace) throws -> String? {
        guard place.name == nil else { return try place.path() }
        let path = try folder.resolvedPath()
        return try isFirstBare() ? path : String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }

    /// Whether there is no first working tree, but further ones only.
    func isFirstBare() throws -> Bool { try Self.readConfiguration(folder).flag("core.bare") == true }

    /// The top folder of a working tree; nil where it is not there, or is not this store's any more.
    private func root(at path: String, of place: WorktreePlace) -> Folder? {
        guard let root = try? Folder(at: path) else { return nil }
        guard let name = place.name else { return root }
        guard let link = try? WorktreeLink(in: root), link.name == name,
            let (store, _) = try? link.open(from: path),
            let (a, b) = try? (store.status(), folder.status()), a.isSameFile(as: b)
        else { return nil }
        return root
    }

    /// The branches that other working trees are on, with the paths of these.
    public func branchesElsewhere() throws -> [RefName: String] {
        let places = try refs.places()
        guard places.count > 1 || place.name != nil else { return [:] }
        let moves = try refs.journal()
        var found: [RefName: String] = [:]
        for other in places where other.name != place.name {
            if try other.name == nil && isFirstBare() { continue }
            var head = try? refs.head(of: other, in: moves)
            // A rebase has left its branch, and comes back to it.
            if case .detached? = head {
                let view = try views().first { $0.place.name == other.name }
                head = try? view?.operationInProgress()?.startHead
            }
            guard case .branch(let name)? = head else { continue }
            found[name] = try path(of: other) ?? other.name ?? ""
        }
        return found
    }

    /// Makes sure that no other working tree is on a branch, under which it would move.
    ///
    /// - Throws: ``RefError/checkedOut(_:at:)``.
    func checkIsFree(_ branch: RefName) throws {
        guard branch.isBranch, let path = try branchesElsewhere()[branch] else { return }
        throw RefError.checkedOut(branch, at: path)
    }
}
