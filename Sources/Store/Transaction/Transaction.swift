internal import Files
public import Objects
internal import Packs

/// Adds objects to a repository: all of them, or none.
///
/// Objects go to one pack in tmp/. ``publish(_:)`` makes it durable and visible; refs and the index move after that, so
/// they never name missing objects. A transaction that is dropped leaves nothing behind. During its lifetime, no gc in
/// another process removes a pack.
public final class Transaction: Sendable {
    private let repository: Repository
    private let writer: PackWriter
    private let lock: PacksLock

    /// - Parameter settling: whether an interrupted checkout is completed first; false under the write lock.
    init(_ repository: Repository, settling: Bool = true) throws {
        self.repository = repository
        if settling { try repository.sweepTemporaryFiles() }
        if try settling && repository.place.folder.find(PendingCheckout.fileName) != nil {
            try repository.withWriteLock { _ in }
        }
        lock = try repository.sharePacks()
        // Under the lock, so that every pack listed from now on stays.
        try repository.objects.refresh()
        writer = try PackWriter(in: repository.temporary, .fast)
    }

    deinit {
        writer.discard()
    }

    /// Adds an object, unless the repository has it already.
    @discardableResult
    public func put(_ kind: ObjectKind, _ payload: [UInt8]) throws -> ObjectID {
        let id = ObjectID(of: kind, payload)
        try put(id, kind, payload)
        return id
    }

    /// Adds an object whose identity was computed from these very bytes.
    package func put(_ id: ObjectID, _ kind: ObjectKind, _ payload: [UInt8]) throws {
        guard payload.count <= PackFooter.maximumFrameLength / 2 else {
            throw LimitExceeded(
                "a \(kind.rawValue) of \(payload.count) bytes", "is more than the store takes as one object")
        }
        if try writer.contains(id) || repository.objects.contains(id) { return }
        try writer.append(id, kind, payload)
    }

    /// Adds a commit or a tag, and returns its identity.
    @discardableResult
    public func put(_ object: some SignableObject) throws -> ObjectID {
        try put(type(of: object).kind, object.payload)
    }

    /// Puts the pack in place: from now on the objects are in the repository, and survive a power failure.
    ///
    /// - Parameter name: gives the objects their names, in a ref or the index, while no gc can treat them as
    ///   unreachable.
    public func publish(_ name: () throws -> Void = {}) throws {
        try withExtendedLifetime(self) {
            if try writer.finish(in: repository.packs, durable: repository.options.isDurable) != nil {
                try repository.objects.refresh()
            }
            try name()
        }
    }
}

extension Repository {
    /// Begins a transaction. Objects that are put into it are in the repository from ``Transaction/publish(_:)`` on.
    public func transaction() throws -> Transaction { try Transaction(self) }

    /// The same, for a caller that holds the write lock.
    func transactionWithoutSettling() throws -> Transaction { try Transaction(self, settling: false) }

    /// Removes what killed processes left in tmp/. Does nothing while another process writes.
    package func sweepTemporaryFiles() throws {
        try temporary.sweepTemporaryFiles(packs: packs) { names in
            if names.contains(where: WritingMarker.isMarker) {
                // It does not say in which working tree.
                for view in try views() where !view.isBare { try view.workTree().sweep() }
            }
            return names
        }
    }
}
