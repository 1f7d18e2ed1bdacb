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
        let lines = UnifiedDiff.lines(bytes)
        var blamed: [Blame.Line?] = Array(repeating: nil, count: lines.count)
        var pending: [ObjectID: [TreePath: Suspects]] = [:]
        var waiting = DateQueue<ObjectID>()
        var queued: Set<ObjectID> = []
        func push(_ id: ObjectID, _ path: TreePath, _ suspects: Suspects) throws {
            guard !suspects.places.isEmpty else { return }
            pending[id, default: [:]][path, default: Suspects(entry: suspects.entry)].places += suspects.places
            if queued.insert(id).inserted { waiting.insert(id, date: try objects.commit(id).date.seconds) }
        }
        try push(commit, path, Suspects(entry: entry, places: lines.indices.map { ($0, $0) }))
        while let id = waiting.popNewest() {
            queued.remove(id)
            let now = try objects.commit(id)
            for (path, suspects) in pending.removeValue(forKey: id) ?? [:] {
                var left = suspects
                for parent in now.parents where !left.places.isEmpty {
                    guard let (old, oldPath) = try source(of: left.entry, in: parent, now.tree) else { continue }
                    let passed = try pass(&left, to: old)
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
    private func pass(_ suspects: inout Suspects, to old: Index.Entry) throws -> Suspects {
        if old.id == suspects.entry.id {
            defer { suspects.places = [] }
            return Suspects(entry: old, places: suspects.places)
        }
        guard let before = try smallContent(old), let after = try smallContent(suspects.entry) else {
            return Suspects(entry: old)
        }
        let common = LineDifference(from: UnifiedDiff.lines(before), to: UnifiedDiff.lines(after)).oldLine
        var passed = Suspects(entry: old)
        var left: [(here: Int, there: Int)] = []
        for place in suspects.places {
            if let line = common[place.there] { passed.places.append((place.here, line)) } else { left.append(place) }
        }
        suspects.places = left
        return passed
    }
}

/// The lines that two texts have in common.
struct LineDifference {
    /// For each line of the new text, the same line of the old one; nil if it is new.
    let oldLine: [Int?]

    init(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        var oldLine: [Int?] = Array(repeating: nil, count: new.count)
        for line in 0..<head { oldLine[line] = line }
        for line in 0..<tail { oldLine[new.count - 1 - line] = old.count - 1 - line }
        let left = Array(old[head..<old.count - tail])
        let right = Array(new[head..<new.count - tail])
        if left.count + right.count <= UnifiedDiff.maximumLines {
            var removed: Set<Int> = []
            var inserted: Set<Int> = []
            for change in right.difference(from: left) {
                switch change {
                case .remove(let offset, _, _): removed.insert(offset)
                case .insert(let offset, _, _): inserted.insert(offset)
                }
            }
            var at = 0
            for line in right.indices where !inserted.contains(line) {
                while removed.contains(at) { at += 1 }
                oldLine[head + line] = head + at
                at += 1
            }
        }
        self.oldLine = oldLine
    }
}
