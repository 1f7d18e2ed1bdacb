internal import Synchronization

/// A value that is computed on a separate thread while the caller does something else.
package final class Ahead<Value: Sendable> {
    private final class Place: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }

    private let place = Place()
    private let body: @Sendable () throws -> Value
    private var thread: Thread?

    package init(_ body: @escaping @Sendable () throws -> Value) {
        self.body = body
        let place = place
        thread = Thread {
            let result = Result { try body() }
            place.result.withLock { $0 = result }
        }
    }

    /// Waits for the value; computes it here if the system has no more threads. Call it once.
    package func get() throws -> Value {
        thread?.join()
        thread = nil
        return try (place.result.withLock { $0.take() } ?? Result { try body() }).get()
    }

    deinit { thread?.join() }
}
