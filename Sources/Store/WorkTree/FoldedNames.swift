internal import Files
public import Objects

/// Names in one folder that a file system treats as the same when it ignores case or Unicode form.
enum FoldedNames {
    /// The pairs among `entries`, which are in order of paths, in the folders that contain one of `paths`, or are below
    /// one.
    static func pairs(_ entries: [Index.Entry], around paths: [TreePath]) -> [(TreePath, TreePath)] {
        var folders: Set<[UInt8]> = paths.isEmpty ? [] : [[]]
        for path in paths {
            var parent = path.parent
            while let folder = parent, folders.insert(folder.bytes).inserted { parent = folder.parent }
        }
        var pairs: [(TreePath, TreePath)] = []
        var open: [Level] = [Level(end: 0, isWanted: folders.contains([]))]
        var last: [UInt8] = []
        for entry in entries {
            let path = entry.path.bytes
            // Back to the folder that this path shares with the last one.
            while let level = open.last, open.count > 1, !sharesFolder(path, with: last, upTo: level.end) {
                open.removeLast()
            }
            while true {
                let start = open[open.count - 1].end
                let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
                if open[open.count - 1].isWanted {
                    let name = path[start..<end]
                    if let other = open[open.count - 1].names.updateValue(Array(name), forKey: key(name)),
                        !other.elementsEqual(name),
                        let pair = try? (TreePath(path[..<start] + other), TreePath(path[..<end]))
                    {
                        pairs.append(pair)
                    }
                }
                guard end < path.count else { break }
                open.append(Level(end: end + 1, isWanted: folders.contains(Array(path[..<end]))))
            }
            last = path
        }
        return pairs
    }

    /// A folder on the way to the current path.
    private struct Level {
        /// Where the names in it start: after its slash.
        let end: Int
        let isWanted: Bool
        var names: [String: [UInt8]] = [:]
    }

    private static func sharesFolder(_ path: [UInt8], with last: [UInt8], upTo end: Int) -> Bool {
        path.count > end && path[..<end].elementsEqual(last[..<end])
    }

    /// Equal for names that such a file system treats as the same: strings are equal whatever their Unicode form.
    static func key(_ name: ArraySlice<UInt8>) -> String {
        if name.allSatisfy({ $0 < 0x80 }) {
            return String(
                decoding: name.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
        }
        return String(decoding: name, as: UTF8.self).uppercased().lowercased()
    }
}

extension Repository {
    /// Pairs of tracked names that differ only in case or Unicode form, in the folders around `paths`.
    public func foldedNames(around paths: [TreePath]) throws -> [(TreePath, TreePath)] {
        paths.isEmpty ? [] : FoldedNames.pairs(try index().entries, around: paths)
    }

    /// Makes sure that the file system distinguishes all names that a checkout will write.
    ///
    /// - Throws: ``WorkTreeError/namesCollide(_:)`` before anything is written.
    func checkNames(_ plan: CheckoutPlan, _ index: Index, _ workTree: WorkTree) throws {
        guard !plan.writes.isEmpty else { return }
        var changes: [TreePath: Index.Entry?] = [:]
        for entry in plan.removals { changes[entry.path] = .some(nil) }
        for (entry, _) in plan.writes { changes[entry.path] = entry }
        var after = index
        after.apply(changes)
        let pairs = FoldedNames.pairs(after.entries, around: plan.writes.map(\.entry.path))
        guard !pairs.isEmpty else { return }
        let writer = try WorkTreeWriter(workTree, temporary: temporary)
        let colliding = try pairs.filter { try writer.isOneFile($0, $1) }
        guard colliding.isEmpty else { throw WorkTreeError.namesCollide(colliding) }
    }
}

extension WorkTreeWriter {
    /// Whether the file system treats two names in one folder as the same: tested in a temporary folder.
    fileprivate func isOneFile(_ a: TreePath, _ b: TreePath) throws -> Bool {
        var parent = a.parent
        while let path = parent, try workTree.findSafely(path)?.kind != .folder { parent = path.parent }
        guard let folder = try workTree.openFolder(parent) else { return false }
        let name = Name(Self.prefix + String(UInt64.random(in: 0 ... .max), radix: 36))
        try folder.createFolder(name)
        let inner = try folder.openFolder(name)
        defer {
            inner.clear()
            _ = try? folder.removeFolder(name)
        }
        _ = try inner.createFile(Name(a.name.bytes))
        return try inner.find(Name(b.name.bytes)) != nil
    }
}
