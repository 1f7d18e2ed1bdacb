internal import Files
public import Objects

/// The contents of the next commit: every path with its object, and the file's status when it was read (docs/format.md
/// §8).
public struct Index: Sendable {
    /// A file that is staged.
    public struct Entry: Hashable, Sendable {
        public let path: TreePath
        public let mode: FileMode
        /// The kind of the object that represents the file's content.
        public let kind: ObjectKind
        /// The object that represents the file's content.
        public let id: ObjectID
        /// The file's status when its bytes were known to be this object's; nil if that is unknown.
        public var signature: FileSignature?
        /// Whether the file is deliberately absent from the working tree: it was left out, or dropped, and is written
        /// on request.
        public var isAbsent = false

        public init(path: TreePath, mode: FileMode, kind: ObjectKind, id: ObjectID, signature: FileSignature? = nil) {
            self.path = path
            self.mode = mode
            self.kind = kind
            self.id = id
            self.signature = signature
        }

        /// Whether both are the same entry of a tree.
        public func isSame(as other: Entry) -> Bool {
            id == other.id && mode == other.mode && kind == other.kind
        }
    }

    /// In order of paths, each once; none is a folder of another.
    public private(set) var entries: [Entry] = []
    /// What a merge left unresolved, in order of paths.
    public internal(set) var conflicts: [Conflict] = []
    /// The merge, or another operation, that has stopped and can be continued.
    public internal(set) var inProgress: InProgress?
    /// Stashed commits, the oldest first. They are stored here so that they change together with the files.
    public internal(set) var stash: [ObjectID] = []

    /// An empty index.
    public init() {}

    /// `entries` and `conflicts` must be in order, each path once.
    init(sorted entries: [Entry], conflicts: [Conflict] = [], inProgress: InProgress? = nil, stash: [ObjectID] = []) {
        self.entries = entries
        self.conflicts = conflicts
        self.inProgress = inProgress
        self.stash = stash
    }

    /// The entry at `path`; nil if there is none. Takes logarithmic time.
    public func find(_ path: TreePath) -> Entry? {
        let index = position(of: path)
        return index < entries.count && entries[index].path == path ? entries[index] : nil
    }

    /// The entries at `path` and below; all of them for nil.
    public func entries(within path: TreePath?) -> ArraySlice<Entry> {
        guard let path else { return entries[...] }
        let start = position(of: path)
        if start < entries.count, entries[start].path == path { return entries[start...start] }
        return entries[range(below: path.bytes[...])]
    }

    /// The entries below a folder whose path is `folder`, without a slash at its end.
    func range(below folder: ArraySlice<UInt8>) -> Range<Int> {
        position(ofBytes: folder + [UInt8(ascii: "/")])..<position(ofBytes: folder + [UInt8(ascii: "/") + 1])
    }

    /// Applies all of `changes` at once: an entry replaces that of its path and all that conflict with it (a file where
    /// there was a folder, a folder where there was a file); nil removes the path. If the entry changes, a conflict at
    /// the path is resolved.
    public mutating func apply(_ changes: [TreePath: Entry?]) {
        guard !changes.isEmpty else { return }
        conflicts = conflicts.filter { conflict in
            guard let change = changes[conflict.path] else { return true }
            guard let new = change, let old = find(conflict.path) else { return false }
            return new.isSame(as: old)
        }
        let added = changes.values.compactMap { $0 }.sorted { $0.path < $1.path }
        var folders: Set<TreePath> = []
        for entry in added {
            var parent = entry.path.parent
            while let folder = parent, folders.insert(folder).inserted { parent = folder.parent }
        }
        let files = Set(added.map(\.path))
        let kept = entries.filter { entry in
            if changes[entry.path] != nil || folders.contains(entry.path) { return false }
            var parent = entry.path.parent
            while let folder = parent {
                if files.contains(folder) { return false }
                parent = folder.parent
            }
            return true
        }
        var merged: [Entry] = []
        merged.reserveCapacity(kept.count + added.count)
        var next = added[...]
        for entry in kept {
            while let first = next.first, first.path < entry.path { merged.append(next.removeFirst()) }
            merged.append(entry)
        }
        entries = merged + next
    }

    private func position(of path: TreePath) -> Int { position(ofBytes: path.bytes) }

    private func position(ofBytes bytes: some Collection<UInt8>) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].path.bytes.lexicographicallyPrecedes(bytes) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A file's status in the file system: if it is still the same, the bytes are still the same.
public struct FileSignature: Hashable, Sendable {
    public let size: UInt64
    public let modified: Int64
    public let changed: Int64
    public let inode: UInt64
    public let device: UInt64

    init(size: UInt64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
        self.device = device
    }

    init(_ status: FileStatus) {
        self.init(
            size: status.size, modified: status.modified, changed: status.changed, inode: status.inode,
            device: status.device)
    }
}
