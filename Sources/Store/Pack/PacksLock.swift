internal import Files
internal import Synchronization

/// The lock on packs/, shared: while it is held, no gc takes a pack away.
///
/// Those who come one after the other would keep a gc out for ever. So a gc that waits holds `packs/gate`, and who wants to
/// share passes through that first; but for one who shares already, whom the gc is waiting for.
struct PacksLock: ~Copyable, Sendable {
    /// How many of them this process holds.
    final class Count: Sendable {
        let number = Mutex(0)
    }

    private let lock: FileLock
    private let count: Count

    init(_ folder: Folder, _ count: Count, wait: Duration) throws {
        if count.number.withLock({ $0 }) == 0 { _ = try FileLock("gate", in: folder, .shared, wait: wait) }
        lock = try FileLock("lock", in: folder, .shared, wait: wait)
        self.count = count
        count.number.withLock { $0 += 1 }
    }

    deinit {
        count.number.withLock { $0 -= 1 }
    }
}

/// The lock on packs/, exclusive: nobody else reads or writes packs that may go.
struct ExclusivePacksLock: ~Copyable, Sendable {
    private let gate: FileLock
    private let lock: FileLock

    init(_ folder: Folder, wait: Duration) throws {
        let gate = try FileLock("gate", in: folder, .exclusive, wait: wait)
        let lock = try FileLock("lock", in: folder, .exclusive, wait: wait)
        self.gate = gate
        self.lock = lock
    }
}
