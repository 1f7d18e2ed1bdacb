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
        var added: [(entry: Entry, at: Int)] = []
        var removed: [Range<Int>] = []
        var folders: Set<TreePath> = []
        var at = 0
        for (path, new) in changes.sorted(by: { $0.key < $1.key }) {
            at = position(ofBytes: path.bytes, from: at)
            if let new { added.append((new, at)) }
            if at < entries.count, entries[at].path == path {
                // Where a file is, nothing is above or below it.
                removed.append(at..<at + 1)
            } else if new != nil {
                removed.append(range(below: path.bytes[...]))
                var parent = path.parent
                while let folder = parent, folders.insert(folder).inserted {
                    let place = position(of: folder)
                    if place < entries.count, entries[place].path == folder { removed.append(place..<place + 1) }
                    parent = folder.parent
                }
            }
        }
        removed.sort { $0.lowerBound < $1.lowerBound }
        entries = merged(with: added, without: removed)
    }

    /// - Parameters:
    ///   - added: each with the place of the first entry that it precedes, in order.
    ///   - removed: in order; may overlap.
    private func merged(with added: [(entry: Entry, at: Int)], without removed: [Range<Int>]) -> [Entry] {
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + added.count)
        var start = 0
        var next = added[...]
        for range in removed + [entries.count..<entries.count] {
            while let first = next.first, first.at <= range.lowerBound {
                if start < first.at {
                    merged += entries[start..<first.at]
                    start = first.at
                }
                merged.append(first.entry)
                next.removeFirst()
            }
            if start < range.lowerBound { merged += entries[start..<range.lowerBound] }
            start = max(start, range.upperBound)
        }
        return merged
    }

    private func position(of path: TreePath) -> Int { position(ofBytes: path.bytes) }

    /// - Parameter start: a place that is not behind the one sought; it is found the faster, the nearer it is.
    private func position(ofBytes bytes: some Collection<UInt8>, from start: Int = 0) -> Int {
        var low = start
        var step = start == 0 ? entries.count : 1
        while low + step < entries.count, entries[low + step].path.bytes.lexicographicallyPrecedes(bytes) {
            low += step + 1
            step *= 2
        }
        var high = min(entries.count, low + step)
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
