public import Objects

/// How far a tree reaches, with all that is below it. Numbers that are too large stay at the largest.
struct TreeExtent: Hashable, Sendable {
    /// Files and folders, each as often as a path leads to it.
    var paths: UInt64 = 0
    /// The bytes of all these paths together.
    var bytes: UInt64 = 0
    /// The most names of a path.
    var depth = 0
    /// The bytes of the longest path.
    var length = 0

    /// Takes in a folder with a name of `name` bytes.
    mutating func add(_ below: TreeExtent, folder name: Int) {
        paths = paths.addingClamping(below.paths).addingClamping(1)
        let names = below.paths.multipliedClamping(by: UInt64(name) + 1).addingClamping(UInt64(name))
        bytes = bytes.addingClamping(below.bytes).addingClamping(names)
        depth = max(depth, below.depth + 1)
        length = max(length, below.length == 0 ? name : name + 1 + below.length)
    }

    /// Takes in a file with a name of `name` bytes.
    mutating func add(file name: Int) {
        paths = paths.addingClamping(1)
        bytes = bytes.addingClamping(UInt64(name))
        depth = max(depth, 1)
        length = max(length, name)
    }

    /// Takes in one more path, of `count` bytes and `depth` names.
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

    init() {}
}

/// The extents of trees, each counted once, however many trees share it: the paths of a few small trees may be more than
/// anybody could list.
struct TreeExtents {
    typealias Node = (shape: TreeShape, folders: [ObjectID])

    private var known: [ObjectID: TreeExtent] = [:]

    private struct Step {
        let id: ObjectID
        let node: Node
        var next = 0
        var extent: TreeExtent
    }

    /// Counts a tree. Takes memory by its depth, and no stack.
    ///
    /// - Parameter node: a tree's shape, and where its folders lead; nil for one that is not there, which counts as empty.
    mutating func extent(of root: ObjectID, _ node: (ObjectID) throws -> Node?) rethrows -> TreeExtent {
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

/// How far a tree may reach (docs/format.md §14).
struct TreeLimits: Sendable {
    /// The most files and folders of one tree: core.maxpaths.
    private(set) var paths: UInt64 = 1 << 20
    /// The bytes that a path may have, where there are as many as that.
    private static let bytesPerPath: UInt64 = 128

    static let setting = "core.maxPaths"

    init(_ settings: Configuration) throws {
        if let paths = try settings.bytes("core.maxpaths") { self.paths = paths }
    }

    var bytes: UInt64 { paths.multipliedClamping(by: Self.bytesPerPath) }

    /// What is too much of a tree, in words that follow its name, and whether a setting allows more; nil when nothing is.
    func excess(_ extent: TreeExtent) -> (what: String, isSetting: Bool)? {
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
            return ("stands for \(count) \(noun); \(Self.setting) allows \(paths)", true)
        }
        if extent.bytes > bytes {
            return (
                "stands for paths of \(extent.bytes) bytes together; \(Self.setting) \(paths) allows \(bytes)", true
            )
        }
        return nil
    }
}

extension UInt64 {
    /// The product, the largest number when it overflows.
    fileprivate func multipliedClamping(by factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }

    /// The sum, the largest number when it overflows.
    fileprivate func addingClamping(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension ObjectDatabase {
    /// A tree, to be counted.
    func node(_ id: ObjectID) throws -> TreeExtents.Node? {
        let tree = try tree(id)
        let shape = TreeShape(tree)
        return (shape, shape.folders.map { tree.entries[Int($0.entry)].id })
    }
}

extension Repository {
    /// - Throws: ``LimitExceeded`` for a tree that reaches further than the limits allow.
    public func checkExtent(of tree: ObjectID) throws {
        var extents = TreeExtents()
        let extent = try extents.extent(of: tree, objects.node)
        if let excess = try TreeLimits(configuration).excess(extent) {
            throw LimitExceeded("tree \(tree)", excess.what)
        }
    }
}

extension Index {
    /// How far the tree of the entries will reach.
    var extent: TreeExtent {
        var extent = TreeExtent()
        var last: [UInt8] = []
        for entry in entries {
            let path = entry.path.bytes
            var shared = 0
            while shared < min(last.count, path.count), last[shared] == path[shared] { shared += 1 }
            // Every slash that the path before does not have ends the name of a new folder.
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
