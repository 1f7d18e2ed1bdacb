internal import Dispatch
internal import Synchronization
internal import Threads

/// Makes items 0, 1, 2, … on several threads and passes them on in order on the calling thread, which makes items
/// itself while it has to wait, so that consuming has a core of its own and none is idle.
///
/// A fixed number of items is in flight, so memory is bounded; each is made in the storage of an earlier one.
struct OrderedPipeline<Item: Sendable>: Sendable {
    private let threads: Int
    private let initial: Item

    init(threads: Int, initial: Item) {
        self.threads = threads
        self.initial = initial
    }

    /// Runs until `consume` returns false or throws. No thread outlives the call; with fewer than two threads,
    /// everything runs on the calling one.
    func run(
        make: @escaping @Sendable (Int, inout Item) -> Void, consume: (Int, borrowing Item) throws -> Bool
    ) throws {
        let window = Window(slots: threads * 2 + 1, initial)
        var workers: [Thread] = []
        while workers.count < threads - 1, let worker = Thread({ while window.make(make) {} }) {
            workers.append(worker)
        }
        defer {
            window.stop(workers.count)
            for worker in workers { worker.join() }
        }
        var index = 0
        while true {
            window.help(until: index, make)
            guard try window.take(index, consume) else { return }
            index += 1
        }
    }

    /// The items in flight: item `n` is in slot `n` modulo the number of slots.
    private final class Window: Sendable {
        private let slots: [Slot]
        private let free: DispatchSemaphore
        private let next = Atomic<Int>(0)
        private let stopped = Atomic<Bool>(false)

        /// A time that is always in the past, so that no clock is read.
        private static var noWait: DispatchTime { DispatchTime(uptimeNanoseconds: 0) }

        private final class Slot: Sendable {
            let item: Mutex<Item>
            let ready = DispatchSemaphore(value: 0)
            init(_ item: Item) { self.item = Mutex(item) }
        }

        init(slots count: Int, _ initial: Item) {
            slots = (0..<count).map { _ in Slot(initial) }
            free = DispatchSemaphore(value: 0)
            for _ in 0..<count { free.signal() }
        }

        /// Makes the next item once there is room for it; returns false if no more are wanted.
        func make(_ make: (Int, inout Item) -> Void) -> Bool {
            free.wait()
            guard !stopped.load(ordering: .acquiring) else { return false }
            makeNext(make)
            return true
        }

        /// Makes items, while there is room for any, until item `index` is ready to be taken.
        func help(until index: Int, _ make: (Int, inout Item) -> Void) {
            let slot = slots[index % slots.count]
            while slot.ready.wait(timeout: Self.noWait) == .timedOut {
                guard free.wait(timeout: Self.noWait) == .success else { return }
                makeNext(make)
            }
            slot.ready.signal()
        }

        private func makeNext(_ make: (Int, inout Item) -> Void) {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            let slot = slots[index % slots.count]
            slot.item.withLock { make(index, &$0) }
            slot.ready.signal()
        }

        /// Passes on item `index` once it is made, and releases its slot.
        func take(_ index: Int, _ consume: (Int, borrowing Item) throws -> Bool) throws -> Bool {
            let slot = slots[index % slots.count]
            slot.ready.wait()
            defer { free.signal() }
            return try slot.item.withLock { try consume(index, $0) }
        }

        func stop(_ workers: Int) {
            stopped.store(true, ordering: .releasing)
            for _ in 0..<workers { free.signal() }
        }
    }
}
