internal import Objects
internal import Packs

extension Repository {
    /// What a commit inherits from the operation that it concludes.
    struct Conclusion {
        let operation: InProgress?
        /// Parents besides HEAD.
        var parents: [ObjectID] { operation?.kind == .merge ? [operation!.commit] : [] }
        var message: String? { operation?.message }
        /// A picked commit keeps its author.
        let author: Person?
        /// The operation in progress after the commit.
        func after(_ id: ObjectID) -> InProgress? {
            guard let operation, operation.kind == .rebase || !operation.rest.isEmpty else { return nil }
            return InProgress(
                operation.kind, head: id, commit: operation.commit, message: operation.message, rest: operation.rest,
                startHead: operation.startHead, start: operation.start)
        }
    }

    /// - Throws: ``MergeError/unresolved(_:)`` if there are conflicts.
    func conclusion(of index: Index, at tip: ObjectID?) throws -> Conclusion {
        guard index.conflicts.isEmpty else { throw MergeError.unresolved(index.conflicts.map(\.path)) }
        guard let operation = index.inProgress, operation.head == tip else {
            return Conclusion(operation: nil, author: nil)
        }
        let isPick = operation.kind == .cherryPick || operation.kind == .rebase
        return Conclusion(operation: operation, author: isPick ? try objects.commit(operation.commit).author : nil)
    }
}
