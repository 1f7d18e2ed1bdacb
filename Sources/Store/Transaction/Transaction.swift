public import Objects

/// Adds objects to a repository: all of them, or none.
///
/// Objects go to one pack in tmp/. ``publish(_:)`` makes it durable and visible; refs and the index move after that, so
/// they never name what is not there. A transaction that is dropped leaves nothing behind. While it lives, a gc in
/// another process takes no pack away.
public final class Transaction: Sendable {
    private let repository: Repository
    private let writer: PackWriter
    private let lock: PacksLock

    init(_ repository: Repository) throws {
        self.repository = repository
        try repository.sweepTemporaryFiles()
        if try repository.folder.find(PendingCheckout.fileName) != nil { try repository.withWriteLock { _ in } }
        lock = try repository.sharePacks()
        // Under the lock, so that every pack seen from here on stays.
        try repository.objects.reload()
        writer = try PackWriter(in: repository.temporary, .fast)
    }

    deinit {
        writer.discard()
    }

    /// Takes an object, unless the repository has it already.
    @discardableResult
    public func put(_ kind: ObjectKind, _ payload: [UInt8]) throws -> ObjectID {
        let id = ObjectID(of: kind, payload)
        try put(id, kind, payload)
        return id
    }

    /// Takes an object whose identity has been computed from these very bytes.
    func put(_ id: ObjectID, _ kind: ObjectKind, _ payload: [UInt8]) throws {
        guard payload.count <= PackFooter.maximumFrameLength / 2 else {
            throw RepositoryError.tooLarge(
                "a \(kind.rawValue) of \(payload.count) bytes is more than the store takes as one object")
        }
        if try writer.contains(id) || repository.objects.contains(id) { return }
        try writer.append(id, kind, payload)
    }

    @discardableResult
    public func put(_ object: some SignableObject) throws -> ObjectID {
        try put(type(of: object).kind, object.payload)
    }

    /// Puts the pack in place: from here on the objects are in the repository, and survive a loss of power.
    ///
    /// - Parameter name: gives the objects their names, in a ref or the index, while no gc can take them for lost.
    public func publish(_ name: () throws -> Void = {}) throws {
        try withExtendedLifetime(self) {
            if try writer.finish(in: repository.packs, durable: repository.options.isDurable) != nil {
                try repository.objects.reload()
            }
            try name()
        }
    }
}

extension Repository {
    public func transaction() throws -> Transaction { try Transaction(self) }

    /// Moves refs to objects that are there. Nothing moves when one is not where it was expected.
    public func update(_ updates: [RefUpdate], who: Person, _ lock: borrowing WriteLock) throws {
        for case let id? in updates.map(\.new) where try objects.find(id) == nil {
            throw RepositoryError.objectMissing(id)
        }
        try refs.apply(updates, who: who)
    }

    /// Sets HEAD, with an entry in its log.
    public func setHead(_ head: Head, who: Person, message: String, _ lock: borrowing WriteLock) throws {
        let old = try? refs.headCommit()
        let new: ObjectID? =
            switch head {
            case .branch(let name): try refs.find(name)
            case .detached(let id): id
            }
        try refs.appendLog(nil, ReflogEntry(old: old, new: new, who: who, message: message))
        try refs.writeHead(head)
    }

    /// Removes what killed processes left in tmp/. Does nothing while another process writes.
    func sweepTemporaryFiles() throws {
        guard try !temporary.names().isEmpty else { return }
        do {
            let lock = try FileLock("lock", in: packs, .exclusive, wait: .zero)
            let names = try temporary.names()
            if !isBare, names.contains(where: { $0.bytes.starts(with: WorkTreeWriter.markerPrefix.utf8) }) {
                try workTree().sweep()
            }
            for name in names { try? temporary.removeFile(name) }
            _ = lock
        } catch RepositoryError.locked {}
    }
}
