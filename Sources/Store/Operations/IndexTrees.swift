internal import Objects
internal import Synchronization

/// The trees of indexes that this process has made, or met in the record of operations.
final class IndexTrees: Sendable {
    private let known = Mutex<[(content: Digest, tree: ObjectID)]>([])
    private static let limit = 4

    func find(_ content: Digest) -> ObjectID? { known.withLock { $0.first { $0.content == content }?.tree } }

    func note(_ content: Digest, _ tree: ObjectID) {
        known.withLock { known in
            known.removeAll { $0.content == content }
            known.append((content, tree))
            if known.count > Self.limit { known.removeFirst() }
        }
    }
}
