package import Files
internal import Synchronization

/// The shared lock on packs/: while it is held, no gc removes a pack.
///
/// A continuous sequence of sharers would keep a gc waiting for ever. So a waiting gc holds `packs/gate`, and new
/// sharers have to pass through that first, unless their process already shares the lock, which the gc is waiting for.
package struct PacksLock: ~Copyable, Sendable {
    /// How many shared locks this process holds.
    package final class Count: Sendable {
        let number = Mutex(0)

        package init() {}
    }

    private let lock: FileLock
    private let count: Count

    package init(_ folder: Folder, _ count: Count, wait: Duration) throws {
        if count.number.withLock({ $0 }) == 0 { _ = try FileLock("gate", in: folder, .shared, wait: wait) }
        lock = try FileLock("lock", in: folder, .shared, wait: wait)
        self.count = count
        count.number.withLock { $0 += 1 }
    }

    deinit {
        count.number.withLock { $0 -= 1 }
    }
}

/// The exclusive lock on packs/: nobody else reads or writes packs that may be removed.
package struct ExclusivePacksLock: ~Copyable, Sendable {
    private let gate: FileLock
    private let lock: FileLock

    package init(_ folder: Folder, wait: Duration) throws {
        let gate = try FileLock("gate", in: folder, .exclusive, wait: wait)
        let lock = try FileLock("lock", in: folder, .exclusive, wait: wait)
        self.gate = gate
        self.lock = lock
    }
}
