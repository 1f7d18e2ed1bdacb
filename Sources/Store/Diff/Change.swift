public import Objects

/// A path that differs between two sides.
public struct Change: Hashable, Sendable {
    /// Nil if the path is new.
    public let old: Index.Entry?
    /// Nil if the path is gone.
    public let new: Index.Entry?

    init(old: Index.Entry?, new: Index.Entry?) {
        self.old = old
        self.new = new
    }

    public var path: TreePath { (new ?? old)!.path }

    /// Git's letter: A added, D deleted, M modified, T another type of file.
    public var letter: String {
        switch (old, new) {
        case (nil, _): "A"
        case (_, nil): "D"
        case (let old?, let new?): (old.mode == .symbolicLink) == (new.mode == .symbolicLink) ? "M" : "T"
        }
    }

    /// The differences between two lists, each in order of paths.
    public static func between(_ old: some Sequence<Index.Entry>, and new: some Sequence<Index.Entry>) -> [Change] {
        var changes: [Change] = []
        forEachPath(of: old, and: new) { old, new in
            if let old, let new, old.isSame(as: new) { return }
            changes.append(Change(old: old, new: new))
        }
        return changes
    }

    /// Calls `body` for every path of either list, with its entry in each.
    static func forEachPath(
        of a: some Sequence<Index.Entry>, and b: some Sequence<Index.Entry>,
        _ body: (Index.Entry?, Index.Entry?) throws -> Void
    ) rethrows {
        var left = a.makeIterator()
        var right = b.makeIterator()
        var x = left.next()
        var y = right.next()
        while x != nil || y != nil {
            if let first = x, y == nil || first.path < y!.path {
                try body(first, nil)
                x = left.next()
            } else if let second = y, x == nil || second.path < x!.path {
                try body(nil, second)
                y = right.next()
            } else {
                try body(x, y)
                x = left.next()
                y = right.next()
            }
        }
    }
}
