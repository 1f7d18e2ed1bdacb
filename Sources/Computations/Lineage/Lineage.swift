package import Objects
package import Store

/// Where a file came from: through computations and recipes, down to what was captured.
package struct Lineage: Sendable {
    /// A file, and what it was made from.
    package struct Node: Sendable {
        /// The path that it has in the work tree, or among the inputs of what was made from it.
        package let path: TreePath
        package let kind: ObjectKind
        package let id: ObjectID
        /// What made it, if a program did.
        package let computation: Computation?
        /// What that read.
        package let inputs: [ObjectID]
    }

    /// The file that was asked for.
    package let root: ObjectID
    /// Every file on the way, by its object.
    package private(set) var nodes: [ObjectID: Node] = [:]
    /// Inputs before what was made from them, the file that was asked for last.
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
