public import Objects

extension Index {
    /// A path that a merge could not resolve: the entry on each side; nil for none.
    ///
    /// The index entry of the same path is what was written into the working tree: a text with conflict markers, or one
    /// of the sides.
    public struct Conflict: Hashable, Sendable {
        public let path: TreePath
        public let base: Entry?
        public let ours: Entry?
        public let theirs: Entry?

        /// At least one side must have an entry.
        init(path: TreePath, base: Entry?, ours: Entry?, theirs: Entry?) {
            self.path = path
            self.base = base
            self.ours = ours
            self.theirs = theirs
        }

        public var sides: [Entry?] { [base, ours, theirs] }

        /// What happened, worded as in git's status.
        public var words: String {
            switch (base, ours, theirs) {
            case (_, nil, nil): "both deleted"
            case (nil, _?, nil): "added by us"
            case (nil, nil, _?): "added by them"
            case (nil, _?, _?): "both added"
            case (_?, nil, _?): "deleted by us"
            case (_?, _?, nil): "deleted by them"
            case (_?, _?, _?): "both modified"
            }
        }

        /// The two letters of `status --short`.
        public var letters: String {
            switch (base, ours, theirs) {
            case (_, nil, nil): "DD"
            case (nil, _?, nil): "AU"
            case (nil, nil, _?): "UA"
            case (nil, _?, _?): "AA"
            case (_?, nil, _?): "DU"
            case (_?, _?, nil): "UD"
            case (_?, _?, _?): "UU"
            }
        }
    }

    /// The conflicts at `path` and below; all of them for nil.
    public func conflicts(within path: TreePath?) -> [Conflict] {
        guard let path else { return conflicts }
        return conflicts.filter { $0.path.isWithin(path) }
    }

    /// Removes conflicts: they are resolved by the index entries at their paths.
    mutating func resolve(_ paths: Set<TreePath>) {
        conflicts.removeAll { paths.contains($0.path) }
    }

    /// The same entries, without conflicts and without an operation in progress.
    var settled: Index { Index(sorted: entries, stash: stash) }

    /// The same, with the file signatures of `other` for equal entries.
    func knowing(_ other: Index) -> Index {
        let known = entries.map { entry in
            var entry = entry
            if let old = other.find(entry.path), old.isSame(as: entry) {
                (entry.signature, entry.isAbsent) = (old.signature, old.isAbsent)
            }
            return entry
        }
        return Index(sorted: known, conflicts: conflicts, inProgress: inProgress, stash: stash)
    }

    /// Whether both represent the same files, whatever their signatures.
    func saysTheSame(as other: Index) -> Bool {
        entries.elementsEqual(other.entries) { $0.path == $1.path && $0.isSame(as: $1) } && conflicts == other.conflicts
            && inProgress == other.inProgress && stash == other.stash
    }

    /// The bytes for another process to continue with, without file signatures.
    var bytesWithoutSignatures: [UInt8] {
        Index(sorted: entries.map { $0.at($0.path) }, conflicts: conflicts, inProgress: inProgress, stash: stash).bytes
    }

    /// The objects that are named besides the entries: by conflicts, an operation in progress, and the stash.
    var otherObjects: [(id: ObjectID, kind: ObjectKind, path: TreePath?)] {
        var objects: [(id: ObjectID, kind: ObjectKind, path: TreePath?)] = []
        for conflict in conflicts {
            for side in conflict.sides.compactMap(\.self) { objects.append((side.id, side.kind, conflict.path)) }
        }
        for commit in (inProgress?.commits ?? []) + stash { objects.append((commit, .commit, nil)) }
        return objects
    }
}
