internal import Glibc
internal import Synchronization

/// The one way to use several cores: the same work on many items, in any order.
package enum Parallel {
    /// The cores of this machine.
    package static let width = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Calls `body` for every item, on all cores. The first error stops the rest and is thrown.
    package static func forEach<Item: Sendable>(
        _ items: [Item], width: Int = width, _ body: @Sendable (Item) throws -> Void
    ) throws {
        guard items.count > 1, width > 1 else { return try items.forEach(body) }
        let team = Team()
        withoutActuallyEscaping(body) { body in
            let work = { @Sendable in team.work(on: items, body) }
            var threads: [Thread] = []
            while threads.count < min(width, items.count) - 1, let thread = Thread(work) { threads.append(thread) }
            work()
            for thread in threads { thread.join() }
        }
        if let error = team.failure.withLock({ $0 }) { throw error }
    }

    /// What the threads of one call share.
    private final class Team: Sendable {
        private let next = Atomic<Int>(0)
        let failure = Mutex<(any Error)?>(nil)

        func work<Item>(on items: [Item], _ body: (Item) throws -> Void) {
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < items.count else { return }
                do {
                    try body(items[index])
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                    next.store(items.count, ordering: .relaxed)
                }
            }
        }
    }

    /// The results of `body` for every item, in the order of the items, computed on all cores.
    package static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], width: Int = width, _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: items.count))
        try forEach(Array(items.indices), width: width) { index in
            let result = try body(items[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
