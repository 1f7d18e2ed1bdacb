internal import Files
internal import Git2
internal import Objects

/// A three-way merge of trees by git's rules (merge-ort), without its detection of renamed folders.
///
/// Only what differs from the base is read; everything else is ours.
struct TreeMerge {
    /// The changes to our files.
    struct Result {
        /// The differences from our tree: an entry, or nil for a path that is removed.
        var changes: [TreePath: Index.Entry?] = [:]
        var conflicts: [Index.Conflict] = []
        var notes: [MergeNote] = []

        var isClean: Bool { conflicts.isEmpty }
    }

    /// A path with its entry on each side.
    private struct Sides {
        var base: Index.Entry?
        var ours: Index.Entry?
        var theirs: Index.Entry?
        /// Whether the sides disagree about the path itself.
        var isPathConflict = false
        /// A file that was merged while it was renamed, with conflicts.
        var isMerged = false
    }

    private let repository: Repository
    private let files: FileMerge
    private let options: MergeOptions
    private let labels: TextMerge.Labels
    private let depth: Int
    private var table: [TreePath: Sides] = [:]
    /// Paths that a rename has emptied.
    private var emptied: Set<TreePath> = []
    /// Files that were moved aside.
    private var movedAside: [TreePath: (outcome: Outcome, isOurs: Bool)] = [:]
    private var result = Result()

    /// - Parameter depth: the depth of recursive merges of bases.
    init(
        _ repository: Repository, _ options: MergeOptions, _ transaction: Transaction, baseLabel: String, depth: Int = 0
    ) {
        self.repository = repository
        self.options = options
        self.depth = depth
        files = FileMerge(repository, options, transaction)
        labels = TextMerge.Labels(base: baseLabel, ours: options.ourLabel, theirs: options.theirLabel)
    }

    /// - Parameter ourFiles: the files of our tree.
    mutating func merge(base: ObjectID?, ours: ObjectID, theirs: ObjectID?, ourFiles: Index) throws -> Result {
        let difference = TreeDifference(repository)
        let ourChanges = try difference.changes(from: base, to: ours)
        let theirChanges = try difference.changes(from: base, to: theirs)
        for change in ourChanges { table[change.path] = Sides(base: change.old, ours: change.new, theirs: change.old) }
        for change in theirChanges {
            if table[change.path] == nil { table[change.path] = Sides(base: change.old, ours: change.old) }
            table[change.path]!.theirs = change.new
        }
        if options.followsRenames { try followRenames(ours: ourChanges, theirs: theirChanges) }
        try settle(ourFiles)
        result.conflicts.sort { $0.path < $1.path }
        result.notes.sort { $0.path < $1.path }
        return result
    }

    // MARK: Renames

    private mutating func followRenames(ours ourChanges: [Change], theirs theirChanges: [Change]) throws {
        func found(_ changes: [Change], besides others: [Change]) throws -> [TreePath: Rename] {
            let touched = Set(others.map(\.path))
            var detection = RenameDetection(repository)
            let renames = try detection.renames(
                from: changes.compactMap { $0.new == nil ? $0.old : nil },
                to: changes.compactMap { $0.old == nil ? $0.new : nil },
                isRelevant: { touched.contains($0.path) })
            return Dictionary(uniqueKeysWithValues: renames.map { ($0.old.path, $0) })
        }
        let ourRenames = try found(ourChanges, besides: theirChanges)
        let theirRenames = try found(theirChanges, besides: ourChanges)
        for path in Set(ourRenames.keys).union(theirRenames.keys).sorted() {
            switch (ourRenames[path], theirRenames[path]) {
            case (let ours?, let theirs?) where ours.new.path == theirs.new.path:
                table[ours.new.path]!.base = ours.old.at(ours.new.path)
                table[path] = nil
                emptied.insert(path)
            case (let ours?, let theirs?): try followTwo(ours: ours, theirs: theirs)
            case (let ours?, nil): try follow(ours, isOurs: true)
            case (nil, let theirs?): try follow(theirs, isOurs: false)
            case (nil, nil): break
            }
        }
    }

    /// One side renamed a file.
    private mutating func follow(_ rename: Rename, isOurs: Bool) throws {
        let (old, new) = (rename.old.path, rename.new.path)
        guard let source = table[old] else { return }
        let other = isOurs ? source.theirs : source.ours
        let isTaken = (isOurs ? table[new]?.theirs : table[new]?.ours) != nil
        if let other, other.mode.isFile != rename.new.mode.isFile {
            // A file that became a link on the other side is no longer that file: the link is new, the file is gone.
            table[old]!.base = nil
            table[new]!.base = rename.old.at(new)
            if !isTaken { table[new]!.isPathConflict = true }
            return
        }
        switch (other, isTaken) {
        case (let other?, true):
            // A renamed file receives the other side's changes; then it collides with the file that the other side has
            // there.
            let merged = try files.merge(
                base: rename.old, ours: isOurs ? rename.new : other, theirs: isOurs ? other : rename.new,
                labels: labels,
                depth: depth, isRenamed: true)
            let entry = Index.Entry(path: new, mode: merged.mode, kind: merged.kind, id: merged.id)
            // If both have the same file there, that file receives the changes.
            let isSameFile = table[new]!.ours!.isSame(as: table[new]!.theirs!)
            if isOurs || isSameFile { table[new]!.ours = entry }
            if !isOurs || isSameFile { table[new]!.theirs = entry }
            if !merged.isClean { table[new]!.isMerged = true }
        case (nil, true): break
        case (let other?, false):
            table[new]!.base = rename.old.at(new)
            if isOurs { table[new]!.theirs = other.at(new) } else { table[new]!.ours = other.at(new) }
        case (nil, false):
            table[new]!.base = rename.old.at(new)
            table[new]!.isPathConflict = true
            note(new, .renameDelete(from: old, deletedByUs: !isOurs))
        }
        table[old] = nil
        emptied.insert(old)
    }

    /// Both sides renamed a file differently.
    private mutating func followTwo(ours: Rename, theirs: Rename) throws {
        let merged = try files.merge(
            base: ours.old, ours: ours.new, theirs: theirs.new, labels: labels, depth: depth, isRenamed: true)
        func entry(_ path: TreePath) -> Index.Entry {
            Index.Entry(path: path, mode: merged.mode, kind: merged.kind, id: merged.id)
        }
        table[ours.new.path]!.ours = entry(ours.new.path)
        table[theirs.new.path]!.theirs = entry(theirs.new.path)
        for path in [ours.old.path, ours.new.path, theirs.new.path] { table[path]!.isPathConflict = true }
        note(ours.old.path, .renameRename(ours: ours.new.path, theirs: theirs.new.path))
    }

    private mutating func note(_ path: TreePath, _ kind: MergeNote.Kind) {
        result.notes.append(MergeNote(path: path, kind: kind))
    }

    // MARK: Each path

    /// The result for a path.
    private struct Outcome {
        let entry: Index.Entry?
        let conflict: Index.Conflict?

        static func clean(_ entry: Index.Entry?) -> Outcome { Outcome(entry: entry, conflict: nil) }
    }

    private mutating func settle(_ ourFiles: Index) throws {
        var outcomes: [TreePath: (outcome: Outcome, isOurs: Bool)] = [:]
        for (path, sides) in table.sorted(by: { $0.key < $1.key }) {
            outcomes[path] = (try settle(path, sides, ourFiles), sides.ours != nil)
        }
        for path in emptied where outcomes[path] == nil { outcomes[path] = (.clean(nil), false) }
        for (path, moved) in movedAside { outcomes[path] = moved }
        try makeRoom(&outcomes, ourFiles)
        for (path, (outcome, _)) in outcomes {
            result.changes[path] = .some(outcome.entry)
            if let conflict = outcome.conflict { result.conflicts.append(conflict) }
        }
        // What is ours already does not change.
        result.changes = result.changes.filter { path, entry in
            let old = ourFiles.find(path)
            guard let entry, let old else { return entry != nil || old != nil }
            return !entry.isSame(as: old)
        }
    }

    private mutating func settle(_ path: TreePath, _ sides: Sides, _ ourFiles: Index) throws -> Outcome {
        let (base, ours, theirs) = (sides.base, sides.ours, sides.theirs)
        func conflict(_ entry: Index.Entry?) -> Outcome {
            Outcome(entry: entry, conflict: .init(path: path, base: base, ours: ours, theirs: theirs))
        }
        func isSame(_ a: Index.Entry?, _ b: Index.Entry) -> Bool { a?.isSame(as: b) ?? false }
        switch (ours, theirs) {
        case (nil, nil):
            return sides.isPathConflict && base != nil ? conflict(nil) : .clean(nil)
        case (let entry?, nil), (nil, let entry?):
            guard base != nil else { return sides.isPathConflict ? conflict(entry) : .clean(entry) }
            if sides.isPathConflict { return conflict(depth > 0 ? base : entry) }
            if isSame(base, entry) { return .clean(nil) }
            note(path, .modifyDelete(deletedByUs: ours == nil))
            return conflict(depth > 0 ? base : entry)
        case (let ours?, let theirs?):
            if ours.isSame(as: theirs) {
                guard sides.isPathConflict || sides.isMerged else { return .clean(ours) }
                if sides.isMerged { note(path, .content) }
                return conflict(ours)
            }
            if isSame(base, ours) { return .clean(theirs) }
            if isSame(base, theirs) { return .clean(ours) }
            guard ours.mode.isFile == theirs.mode.isFile else {
                if depth > 0 { return conflict(base) }
                return try settleTypes(path, base: base, ours: ours, theirs: theirs, ourFiles)
            }
            let merged = try files.merge(base: base, ours: ours, theirs: theirs, labels: labels, depth: depth)
            let entry = Index.Entry(path: path, mode: merged.mode, kind: merged.kind, id: merged.id)
            guard !merged.isClean || sides.isMerged || sides.isPathConflict else {
                note(path, .merged)
                return .clean(entry)
            }
            note(
                path,
                kind(base: base, ours: ours, theirs: theirs, isText: merged.kind != ours.kind || merged.id != ours.id))
            return conflict(entry)
        }
    }

    private func kind(
        base: Index.Entry?, ours: Index.Entry, theirs: Index.Entry, isText: Bool
    ) -> MergeNote.Kind {
        if ours.kind == .recipe || theirs.kind == .recipe { return .recipe }
        if base == nil { return .addAdd }
        return isText ? .content : .binary
    }

    /// A file and a symbolic link: the file moves to another path.
    private mutating func settleTypes(
        _ path: TreePath, base: Index.Entry?, ours: Index.Entry, theirs: Index.Entry, _ ourFiles: Index
    ) throws -> Outcome {
        let isOursMoved = ours.mode.isFile
        let place = freePath(beside: path, isOurs: isOursMoved, besides: { ourFiles.find($0) != nil })
        let (moved, kept) = isOursMoved ? (ours, theirs) : (theirs, ours)
        let movedBase = base?.mode.isFile == true ? base : nil
        let keptBase = base?.mode.isFile == false ? base : nil
        func conflict(_ path: TreePath, _ base: Index.Entry?, _ entry: Index.Entry, isOurs: Bool) -> Index.Conflict {
            .init(
                path: path, base: base?.at(path), ours: isOurs ? entry.at(path) : nil,
                theirs: isOurs ? nil : entry.at(path))
        }
        note(path, .distinctTypes(moved: place))
        movedAside[place] = (
            Outcome(entry: moved.at(place), conflict: conflict(place, movedBase, moved, isOurs: isOursMoved)),
            isOursMoved
        )
        return Outcome(entry: kept, conflict: conflict(path, keptBase, kept, isOurs: !isOursMoved))
    }

    // MARK: Files where there are folders

    /// Moves each file aside that is in the place of a folder.
    private mutating func makeRoom(
        _ outcomes: inout [TreePath: (outcome: Outcome, isOurs: Bool)], _ ourFiles: Index
    ) throws {
        var folders: Set<TreePath> = []
        for (path, (outcome, _)) in outcomes where outcome.entry != nil {
            var parent = path.parent
            while let folder = parent, folders.insert(folder).inserted { parent = folder.parent }
        }
        for (path, (outcome, isOurs)) in outcomes.sorted(by: { $0.key < $1.key })
        where outcome.entry != nil || outcome.conflict != nil {
            let isFolder =
                folders.contains(path)
                || ourFiles.entries(within: path).contains { below in
                    below.path != path && (outcomes[below.path].map { $0.outcome.entry != nil } ?? true)
                }
            guard isFolder else { continue }
            guard let entry = outcome.entry else {
                // Both have renamed it, and there is a folder in its place.
                outcomes[path] = (.clean(nil), false)
                continue
            }
            let place = freePath(
                beside: path, isOurs: isOurs, besides: { outcomes[$0] != nil || ourFiles.find($0) != nil })
            let sides = table[path]
            outcomes[path] = (.clean(nil), false)
            let conflict = Index.Conflict(
                path: place, base: sides?.base?.at(place), ours: sides?.ours?.at(place),
                theirs: sides?.theirs?.at(place))
            outcomes[place] = (Outcome(entry: entry.at(place), conflict: conflict), isOurs)
            note(path, .fileFolder(moved: place))
        }
    }

    /// `path~HEAD` or `path~theirs`, with a number if that is taken.
    private func freePath(
        beside path: TreePath, isOurs: Bool, besides isTaken: (TreePath) -> Bool
    ) -> TreePath {
        let label = (isOurs ? labels.ours : labels.theirs).split(separator: "/").joined(separator: "_")
        var suffix = "~" + label
        var number = 0
        while true {
            let place = try? TreePath(path.bytes + Array(suffix.utf8))
            // If the label is not allowed in names, or the name gets too long: the number alone.
            if let place, table[place] == nil, movedAside[place] == nil, !isTaken(place) { return place }
            suffix = place == nil ? "~\(number)" : "~\(label)_\(number)"
            number += 1
        }
    }
}

extension Index.Entry {
    /// The same at another path, without a file signature.
    func at(_ path: TreePath) -> Index.Entry {
        Index.Entry(path: path, mode: mode, kind: kind, id: id)
    }
}
