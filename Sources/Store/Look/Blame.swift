public import Objects
internal import Packs

/// The commit that introduced each line of a text.
public struct Blame: Sendable {
    /// A line of the file, and the commit that it comes from.
    public struct Line: Sendable {
        public let commit: ObjectID
        /// The number of the line in that commit's file, from 1.
        public let number: Int
        public let path: TreePath
        /// Without its line end.
        public let text: [UInt8]
    }

    public let lines: [Line]
}

extension Repository {
    /// Finds for each line of the file at `path` in `commit` the commit that introduced it. Renames are followed.
    ///
    /// - Throws: ``RevisionError/noLines(_:)`` for a file that is not text.
    public func blame(_ path: TreePath, in commit: ObjectID) throws -> Blame {
        guard let entry = try file(at: path, in: objects.commit(commit).tree) else {
            throw RevisionError.pathNotFound(path.description)
        }
        guard let bytes = try smallContent(entry), !bytes.prefix(8000).contains(0) else {
            throw RevisionError.noLines(path)
        }
        let lines = TextLines(bytes)
        var versions = Versions()
        versions.note(entry.id, lines)
        var blamed: [Blame.Line?] = Array(repeating: nil, count: lines.count)
        var pending: [ObjectID: [TreePath: Suspects]] = [:]
        var waiting = DateQueue<ObjectID>()
        var queued: Set<ObjectID> = []
        func push(_ id: ObjectID, _ path: TreePath, _ suspects: Suspects) throws {
            guard !suspects.places.isEmpty else { return }
            pending[id, default: [:]][path, default: Suspects(entry: suspects.entry)].places += suspects.places
            if queued.insert(id).inserted { waiting.insert(id, date: try objects.commit(id).date.seconds) }
        }
        try push(commit, path, Suspects(entry: entry, places: (0..<lines.count).map { ($0, $0) }))
        while let id = waiting.popNewest() {
            queued.remove(id)
            let now = try objects.commit(id)
            for (path, suspects) in pending.removeValue(forKey: id) ?? [:] {
                var left = suspects
                for parent in now.parents where !left.places.isEmpty {
                    guard let (old, oldPath) = try source(of: left.entry, in: parent, now.tree) else { continue }
                    let passed = try pass(&left, to: old, &versions)
                    try push(parent, oldPath, passed)
                }
                for place in left.places {
                    let text = lines[place.here].last == 10 ? lines[place.here].dropLast() : lines[place.here]
                    blamed[place.here] = Blame.Line(
                        commit: id, number: place.there + 1, path: path, text: Array(text))
                }
            }
        }
        return Blame(lines: blamed.compactMap(\.self))
    }

    /// Lines of a version of the file that some commit may have introduced.
    private struct Suspects {
        let entry: Index.Entry
        /// Lines of the blamed file, and their position in this version.
        var places: [(here: Int, there: Int)] = []
    }

    /// The versions of the file that were read last: each is compared with the one before it and the one after it.
    private struct Versions {
        private var known: [(id: ObjectID, lines: TextLines)] = []
        private static let limit = 4

        func find(_ id: ObjectID) -> TextLines? { known.first { $0.id == id }?.lines }

        mutating func note(_ id: ObjectID, _ lines: TextLines) {
            known.append((id, lines))
            if known.count > Self.limit { known.removeFirst() }
        }
    }

    private func lines(of entry: Index.Entry, _ versions: inout Versions) throws -> TextLines? {
        if let known = versions.find(entry.id) { return known }
        guard let lines = try smallContent(entry).map({ TextLines($0) }) else { return nil }
        versions.note(entry.id, lines)
        return lines
    }

    private func file(at path: TreePath, in tree: ObjectID) throws -> Index.Entry? {
        guard let entry = try entry(at: path, in: tree), entry.mode != .folder else { return nil }
        return Index.Entry(path: path, mode: entry.mode, kind: entry.kind, id: entry.id)
    }

    /// The previous version of a file: at the same path, or at the one that it was renamed from.
    private func source(
        of entry: Index.Entry, in parent: ObjectID, _ tree: ObjectID
    ) throws -> (Index.Entry, TreePath)? {
        let parentTree = try objects.commit(parent).tree
        if let old = try file(at: entry.path, in: parentTree) { return (old, entry.path) }
        let renames = try findingRenames(changes(from: parentTree, to: tree))
        guard let old = renames.first(where: { $0.isRename && $0.path == entry.path })?.old else { return nil }
        return (old, old.path)
    }

    /// Removes from `suspects` the lines that the older version contains, too.
    private func pass(_ suspects: inout Suspects, to old: Index.Entry, _ versions: inout Versions) throws -> Suspects {
        if old.id == suspects.entry.id {
            defer { suspects.places = [] }
            return Suspects(entry: old, places: suspects.places)
        }
        guard let before = try lines(of: old, &versions), let after = try lines(of: suspects.entry, &versions) else {
            return Suspects(entry: old)
        }
        let common = LineDifference(from: before, to: after).oldLine
        var passed = Suspects(entry: old)
        var left: [(here: Int, there: Int)] = []
        for place in suspects.places {
            if let line = common[place.there] { passed.places.append((place.here, line)) } else { left.append(place) }
        }
        suspects.places = left
        return passed
    }
}
