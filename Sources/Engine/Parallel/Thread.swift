internal import Glibc

/// A thread of the system that runs a closure once.
final class Thread: Sendable {
    private let handle: pthread_t

    /// Nil when the system gives no more threads.
    init?(_ body: @escaping @Sendable () -> Void) {
        let boxed = Unmanaged.passRetained(Body(body))
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { boxed in
                guard let boxed else { return nil }
                Unmanaged<Body>.fromOpaque(boxed).takeRetainedValue().run()
                return nil
            }, boxed.toOpaque())
        guard code == 0 else {
            boxed.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits for the closure to return. To be called once.
    func join() {
        pthread_join(handle, nil)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
