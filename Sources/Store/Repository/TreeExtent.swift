public import Objects
internal import Packs

/// The extent of a tree with everything below it. Numbers saturate.
package struct TreeExtent: Hashable, Sendable {
    /// Files and folders, counted once for each path.
    var paths: UInt64 = 0
    /// The total length of all these paths, in bytes.
    var bytes: UInt64 = 0
    /// The maximum number of names in a path.
    var depth = 0
    /// The maximum length of a path, in bytes.
    var length = 0

    /// Adds a folder whose name is `name` bytes long.
    package mutating func add(_ below: TreeExtent, folder name: Int) {
        paths = paths.addingClamping(below.paths).addingClamping(1)
        let names = below.paths.multipliedClamping(by: UInt64(name) + 1).addingClamping(UInt64(name))
        bytes = bytes.addingClamping(below.bytes).addingClamping(names)
        depth = max(depth, below.depth + 1)
        length = max(length, below.length == 0 ? name : name + 1 + below.length)
    }

    /// Adds a file whose name is `name` bytes long.
    package mutating func add(file name: Int) {
        paths = paths.addingClamping(1)
        bytes = bytes.addingClamping(UInt64(name))
        depth = max(depth, 1)
        length = max(length, name)
    }

    /// Adds one more path, of `count` bytes and `depth` names.
    mutating func add(pathOf count: Int, depth: Int) {
        paths = paths.addingClamping(1)
        bytes = bytes.addingClamping(UInt64(count))
        self.depth = max(self.depth, depth)
        length = max(length, count)
    }

    fileprivate init(files shape: TreeShape) {
        paths = shape.files
        bytes = shape.fileBytes
        depth = shape.files == 0 ? 0 : 1
        length = shape.longestFile
    }

    package init() {}
}

/// The extents of trees, each counted once, however many trees share it: a few small trees may have more paths than
/// anybody could list.
package struct TreeExtents {
    package typealias Node = (shape: TreeShape, folders: [ObjectID])

    private var known: [ObjectID: TreeExtent] = [:]

    package init() {}

    private struct Step {
        let id: ObjectID
        let node: Node
        var next = 0
        var extent: TreeExtent
    }

    /// Counts a tree. Memory is bounded by its depth; there is no recursion.
    ///
    /// - Parameter node: a tree's shape, and its folders; nil for a missing one, which counts as empty.
    package mutating func extent(of root: ObjectID, _ node: (ObjectID) throws -> Node?) rethrows -> TreeExtent {
        if let extent = known[root] { return extent }
        var way: [Step] = []
        func enter(_ id: ObjectID) throws -> Step? {
            try node(id).map { Step(id: id, node: $0, extent: TreeExtent(files: $0.shape)) }
        }
        guard let first = try enter(root) else { return TreeExtent() }
        way.append(first)
        while true {
            let top = way.count - 1
            let index = way[top].next
            if index == way[top].node.folders.count {
                let done = way.removeLast()
                known[done.id] = done.extent
                if way.isEmpty { return done.extent }
                continue
            }
            let below = way[top].node.folders[index]
            guard let extent = known[below] else {
                if let step = try enter(below) { way.append(step) } else { known[below] = TreeExtent() }
                continue
            }
            way[top].extent.add(extent, folder: Int(way[top].node.shape.folders[index].length))
            way[top].next += 1
        }
    }
}

/// The limits on the extent of a tree (docs/format.md §14).
package struct TreeLimits: Sendable {
    /// The maximum number of files and folders of one tree: core.maxpaths.
    private(set) var paths: UInt64 = 1 << 20
    /// The maximum average length of a path, in bytes, at that number.
    private static let bytesPerPath: UInt64 = 128

    package static let setting = "core.maxPaths"

    package init(_ settings: Configuration) throws {
        if let paths = try settings.bytes("core.maxpaths") { self.paths = paths }
    }

    var bytes: UInt64 { paths.multipliedClamping(by: Self.bytesPerPath) }

    /// By how much a tree exceeds the limits, in words that follow its name, and whether a setting permits more; nil if
    /// it does not.
    package func excess(_ extent: TreeExtent) -> (what: String, isSetting: Bool)? {
        if extent.depth > TreePath.maximumDepth {
            return ("has a path of \(extent.depth) names; at most \(TreePath.maximumDepth) are allowed", false)
        }
        if extent.length >= TreePath.maximumLength {
            return (
                "has a path of \(extent.length) bytes; fewer than \(TreePath.maximumLength) are allowed", false
            )
        }
        if extent.paths > paths {
            let count = extent.paths == .max ? "2^64 or more" : "\(extent.paths)"
            let noun = extent.paths == 1 ? "file or folder" : "files and folders"
            return ("represents \(count) \(noun); \(Self.setting) allows \(paths)", true)
        }
        if extent.bytes > bytes {
            return (
                "represents paths of \(extent.bytes) bytes in total; \(Self.setting) \(paths) allows \(bytes)", true
            )
        }
        return nil
    }
}

extension UInt64 {
    /// The product; the maximum on overflow.
    fileprivate func multipliedClamping(by factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }

    /// The sum; the maximum on overflow.
    fileprivate func addingClamping(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension ObjectDatabase {
    /// A tree, to be counted.
    package func node(_ id: ObjectID) throws -> TreeExtents.Node? {
        let tree = try tree(id)
        let shape = TreeShape(tree)
        return (shape, shape.folders.map { tree.entries[Int($0.entry)].id })
    }
}

extension Repository {
    /// - Throws: `LimitExceeded` for a tree that exceeds the limits.
    public func checkExtent(of tree: ObjectID) throws {
        var extents = TreeExtents()
        let extent = try extents.extent(of: tree, objects.node)
        if let excess = try TreeLimits(configuration).excess(extent) {
            throw LimitExceeded("tree \(tree)", excess.what)
        }
    }
}

extension Index {
    /// The extent of the tree that the entries will make.
    var extent: TreeExtent {
        var extent = TreeExtent()
        var last: [UInt8] = []
        for entry in entries {
            let path = entry.path.bytes
            var shared = 0
            while shared < min(last.count, path.count), last[shared] == path[shared] { shared += 1 }
            // Every slash that the previous path lacks ends the name of a new folder.
            var names = 1
            for index in path.indices where path[index] == UInt8(ascii: "/") {
                if index >= shared { extent.add(pathOf: index, depth: names) }
                names += 1
            }
            extent.add(pathOf: path.count, depth: names)
            last = path
        }
        return extent
    }
}
