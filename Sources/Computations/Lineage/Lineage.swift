package import Objects
package import Store

/// The origin of a file, through computations and recipes, down to captured files.
package struct Lineage: Sendable {
    /// A file, and what it was made from.
    package struct Node: Sendable {
        /// Its path in the working tree, or among the inputs of what was made from it.
        package let path: TreePath
        package let kind: ObjectKind
        package let id: ObjectID
        /// The computation that made it, if any.
        package let computation: Computation?
        /// The inputs of that computation.
        package let inputs: [ObjectID]
    }

    /// The file that was asked for.
    package let root: ObjectID
    /// Every file on the way, by its object.
    package private(set) var nodes: [ObjectID: Node] = [:]
    /// Inputs before what was made from them; the file that was asked for comes last.
    package private(set) var order: [ObjectID] = []

    package init(of entry: Index.Entry, in repository: Repository) throws {
        root = entry.id
        var waiting: [(path: TreePath, kind: ObjectKind, id: ObjectID, isOpened: Bool)] = [
            (entry.path, entry.kind, entry.id, false)
        ]
        while let (path, kind, id, isOpened) = waiting.popLast() {
            if isOpened {
                if !order.contains(id) { order.append(id) }
                continue
            }
            guard nodes[id] == nil else { continue }
            guard kind == .output else {
                nodes[id] = Node(path: path, kind: kind, id: id, computation: nil, inputs: [])
                order.append(id)
                continue
            }
            let file = try repository.objects.computedFile(id)
            let computation = try repository.objects.computation(file.computation)
            nodes[id] = Node(
                path: path, kind: kind, id: id, computation: computation, inputs: computation.inputs.map(\.id))
            waiting.append((path, kind, id, true))
            waiting += computation.inputs.reversed().map { ($0.path, $0.kind, $0.id, false) }
        }
    }
}
