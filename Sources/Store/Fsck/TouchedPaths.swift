internal import Files
internal import Objects

/// Which of some objects are below a tree, and at which paths. Each tree is examined once, and only some paths of an
/// object are recorded: there may be more than anybody could list.
struct TouchedPaths {
    /// The maximum number of recorded paths of one object in one tree.
    static let maximum = 64

    typealias Found = [ObjectID: Set<String>]
    typealias Entries = [(entry: Tree.Entry, chunks: [ObjectID])]

    private let wanted: Set<ObjectID>
    private var known: [ObjectID: Found] = [:]

    init(_ wanted: Set<ObjectID>) {
        self.wanted = wanted
    }

    /// - Parameter entries: the entries of a tree, or the chunks of a file in chunks.
    mutating func below(_ root: ObjectID, _ entries: (ObjectID) -> Entries) -> Found {
        var way: [(id: ObjectID, folders: [(name: String, id: ObjectID)], found: Found)] = []
        func look(_ id: ObjectID) -> (id: ObjectID, folders: [(name: String, id: ObjectID)], found: Found) {
            var found: Found = [:]
            var folders: [(name: String, id: ObjectID)] = []
            // No deeper than paths may be.
            guard way.count < TreePath.maximumDepth else { return (id, [], [:]) }
            for (entry, chunks) in entries(id) {
                let name = entry.name.description
                for object in [entry.id] + chunks where wanted.contains(object) {
                    Self.add(name, to: &found[object, default: []])
                }
                if entry.mode == .folder { folders.append((name, entry.id)) }
            }
            return (id, folders, found)
        }
        if let found = known[root] { return found }
        way.append(look(root))
        while let top = way.indices.last {
            guard let folder = way[top].folders.last else {
                let done = way.removeLast()
                known[done.id] = done.found
                continue
            }
            guard let below = known[folder.id] else {
                way.append(look(folder.id))
                continue
            }
            way[top].folders.removeLast()
            for (object, names) in below {
                for name in names { Self.add("\(folder.name)/\(name)", to: &way[top].found[object, default: []]) }
            }
        }
        return known[root] ?? [:]
    }

    private static func add(_ path: String, to paths: inout Set<String>) {
        if paths.count < maximum { paths.insert(path) }
    }
}
