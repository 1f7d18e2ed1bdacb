internal import Glibc

/// A thread of the system that runs a closure once.
///
/// For work that must not run on Dispatch's threads: Dispatch ends the process if it cannot open the files it waits on.
package final class Thread: Sendable {
    private let handle: pthread_t

    /// Nil if the system cannot create another thread.
    package init?(_ body: @escaping @Sendable () -> Void) {
        guard let handle = Self.start(body) else { return nil }
        self.handle = handle
    }

    /// Waits for the closure to return. Call it once.
    package func join() {
        pthread_join(handle, nil)
    }

    /// Runs a closure on a thread that nobody waits for, or on this one if the system cannot create another.
    package static func detach(_ body: @escaping @Sendable () -> Void) {
        if let handle = start(body) { pthread_detach(handle) } else { body() }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
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
        return handle
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
