package import Files
package import Objects

extension WorkTree {
    /// What a scan found. Only the folder has been read: the file may be gone by now.
    package struct Found: Sendable {
        package let path: TreePath
        package let kind: FileStatus.Kind
    }

    /// What a scan reports about one name.
    package enum Visit {
        /// A file or a symbolic link.
        case file(Found)
        /// A folder about to be entered; the visitor returns whether to enter it.
        case folder(TreePath)
        /// A FIFO, a socket or a device.
        case unusable(String)
        /// A name that a file system may treat as the store's or git's own, which no tree may contain.
        case reserved(String, ReservedName)
    }

    /// Walks through `path` (everything for nil) in order of paths, skipping ignored files unless `isTracked` says that
    /// the index has them, or something below them.
    ///
    /// `visit` returns whether to enter a folder; for everything else the result is ignored.
    package func scan(
        _ path: TreePath?, isTracked: (TreePath) -> Bool, withIgnored: Bool = false, _ visit: (Visit) throws -> Bool
    ) throws {
        var rules = try IgnoreRules(of: self)
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
        case .regular, .symbolicLink: _ = try visit(.file(Found(path: path, kind: status.kind)))
        case .special: _ = try visit(.unusable(path.description))
        }
    }

    /// A folder whose names are being examined.
    private struct Level {
        /// Nil far down: only a few handles are open, however deep folders are.
        let folder: Folder?
        let rules: IgnoreRules
        var rest: ArraySlice<Found>
    }

    /// The number of folders on the way down that stay open.
    private static let openLevels = 32

    private func scan(
        _ folder: Folder, _ path: TreePath?, _ rules: IgnoreRules, _ isTracked: (TreePath) -> Bool, _ withIgnored: Bool,
        _ visit: (Visit) throws -> Bool
    ) throws {
        var way = [Level(folder: folder, rules: rules, rest: try children(of: folder, at: path, visit)[...])]
        while let top = way.indices.last {
            guard let child = way[top].rest.popFirst() else {
                way.removeLast()
                continue
            }
            let isFolder = child.kind == .folder
            if !withIgnored, way[top].rules.ignores(child.path, isFolder: isFolder), !isTracked(child.path) { continue }
            switch child.kind {
            case .folder:
                guard let open = try open(child.path, in: way[top].folder), try !isStore(open),
                    try visit(.folder(child.path))
                else { continue }
                way.append(
                    Level(
                        folder: way.count < Self.openLevels ? open : nil,
                        rules: try way[top].rules.entering(open, at: child.path),
                        rest: try children(of: open, at: child.path, visit)[...]))
            case .regular, .symbolicLink: _ = try visit(.file(child))
            case .special: _ = try visit(.unusable(child.path.description))
            }
        }
    }

    private func open(_ path: TreePath, in folder: Folder?) throws -> Folder? {
        if let folder { return try folder.findFolder(Name(path.name.bytes)) }
        // One that has become a link since it was listed is no longer a folder.
        do { return try openFolder(path) } catch WorkTreeError.behindLink { return nil }
    }

    /// The contents of a folder, in order of paths.
    private func children(of folder: Folder, at path: TreePath?, _ visit: (Visit) throws -> Bool) throws -> [Found] {
        var children: [Found] = []
        for listed in try folder.list() where !listed.name.bytes.starts(with: WorkTreeWriter.prefix.utf8) {
            let name = listed.name
            // Gone since it was listed.
            guard let kind = try listed.kind ?? folder.find(name)?.kind else { continue }
            if let reserved = ReservedName(name.bytes) {
                // A working tree may also be git's, or contain git repositories: their .git is git's own business.
                let isOrdinary = name == ".git" || (path == nil && name == Repository.folderName)
                let place = path.map { "\($0)/\(name)" } ?? name.description
                if !isOrdinary { _ = try visit(.reserved(place, reserved)) }
                continue
            }
            children.append(Found(path: TreePath.path(of: try EntryName(name.bytes), in: path), kind: kind))
        }
        return children.sorted { $0.precedes($1) }
    }
}

extension WorkTree.Found {
    /// The order of paths within one folder: the name of a folder counts as if a slash followed it.
    fileprivate func precedes(_ other: WorkTree.Found) -> Bool {
        let (bytes, others) = (path.bytes, other.path.bytes)
        let common = min(bytes.count, others.count)
        for index in 0..<common where bytes[index] != others[index] { return bytes[index] < others[index] }
        return byte(bytes, at: common) < other.byte(others, at: common)
    }

    private func byte(_ bytes: [UInt8], at index: Int) -> Int {
        if index < bytes.count { return Int(bytes[index]) }
        return kind == .folder ? Int(UInt8(ascii: "/")) : -1
    }
}
