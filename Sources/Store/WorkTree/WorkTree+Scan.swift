internal import Objects

extension WorkTree {
    /// A file that a scan came by.
    struct Found: Sendable {
        let path: TreePath
        let status: FileStatus
    }

    /// What a scan says of one name.
    enum Visit {
        /// A file or a symbolic link.
        case file(Found)
        /// A folder about to be entered; the answer says whether to.
        case folder(TreePath)
        /// A FIFO, a socket or a device; or a name that a tree cannot hold.
        case unusable(String)
    }

    /// Walks through `path` (all for nil) in order of paths, leaving out what the ignore files leave out, unless
    /// `isTracked` says that the index has it, or something below it.
    ///
    /// `visit` answers for a folder whether to enter it; for all else the answer means nothing.
    func scan(
        _ path: TreePath?, isTracked: (TreePath) -> Bool, withIgnored: Bool = false, _ visit: (Visit) throws -> Bool
    ) throws {
        var rules = try IgnoreRules().entering(root, at: nil)
        var parent: TreePath?
        for name in path?.names.dropLast() ?? [] {
            let here = TreePath.path(of: name, in: parent)
            guard let folder = try openFolder(here) else { return }
            rules = try rules.entering(folder, at: here)
            parent = here
        }
        guard let path else { return try scan(root, nil, rules, isTracked, withIgnored, visit) }
        guard let status = try find(path) else { return }
        switch status.kind {
        case .folder:
            guard let folder = try openFolder(path), try visit(.folder(path)) else { return }
            try scan(folder, path, rules.entering(folder, at: path), isTracked, withIgnored, visit)
        case .regular, .symbolicLink: _ = try visit(.file(Found(path: path, status: status)))
        case .special: _ = try visit(.unusable(path.description))
        }
    }

    private func scan(
        _ folder: Folder, _ path: TreePath?, _ rules: IgnoreRules, _ isTracked: (TreePath) -> Bool, _ withIgnored: Bool,
        _ visit: (Visit) throws -> Bool
    ) throws {
        var children: [(key: [UInt8], path: TreePath, status: FileStatus)] = []
        for name in try folder.names() where !name.bytes.starts(with: WorkTreeWriter.prefix.utf8) {
            guard let status = try folder.find(name) else { continue }  // gone since it was listed
            guard let entry = try? EntryName(name.bytes) else {
                if !(path == nil && name == Repository.folderName) { _ = try visit(.unusable(folder.path(of: name))) }
                continue
            }
            let isFolder = status.kind == .folder
            children.append(
                (name.bytes + (isFolder ? [UInt8(ascii: "/")] : []), TreePath.path(of: entry, in: path), status))
        }
        children.sort { $0.key.lexicographicallyPrecedes($1.key) }
        for child in children {
            let isFolder = child.status.kind == .folder
            if !withIgnored, rules.ignores(child.path, isFolder: isFolder), !isTracked(child.path) { continue }
            switch child.status.kind {
            case .folder:
                guard let open = try folder.findFolder(Name(child.path.name.bytes)), try !isStore(open),
                    try visit(.folder(child.path))
                else { continue }
                try scan(open, child.path, rules.entering(open, at: child.path), isTracked, withIgnored, visit)
            case .regular, .symbolicLink: _ = try visit(.file(Found(path: child.path, status: child.status)))
            case .special: _ = try visit(.unusable(child.path.description))
            }
        }
    }
}
