internal import Synchronization

/// A system call that a test makes fail. It affects one operation on the files below one folder, so that tests that run
/// at the same time do not interfere.
package struct InjectedFault: Sendable {
    let operation: FileError.Operation
    let path: String
    let code: Int32
    let after: Int
    let times: Int

    /// - Parameters:
    ///   - path: the prefix of the paths that are affected.
    ///   - after: how many such calls succeed first.
    ///   - times: how many fail.
    package init(_ operation: FileError.Operation, _ path: String, code: Int32, after: Int = 0, times: Int = .max) {
        self.operation = operation
        self.path = path
        self.code = code
        self.after = after
        self.times = times
    }

    /// Runs `body` with this fault in force, and returns how many calls have failed because of it.
    @discardableResult
    package func during(_ body: () throws -> Void) rethrows -> Int {
        let armed = Armed(self)
        Self.armed.withLock { $0.append(armed) }
        Self.count.add(1, ordering: .sequentiallyConsistent)
        defer {
            Self.armed.withLock { $0.removeAll { $0 === armed } }
            Self.count.subtract(1, ordering: .sequentiallyConsistent)
        }
        try body()
        return armed.failed
    }

    private final class Armed: Sendable {
        let fault: InjectedFault
        private let seen = Atomic(0)

        init(_ fault: InjectedFault) { self.fault = fault }

        var failed: Int { min(fault.times, max(0, seen.load(ordering: .relaxed) - fault.after)) }

        /// Whether this call fails.
        func takes() -> Bool {
            let earlier = seen.add(1, ordering: .relaxed).oldValue - fault.after
            return earlier >= 0 && earlier < fault.times
        }
    }

    private static let armed = Mutex<[Armed]>([])
    private static let count = Atomic(0)

    /// Whether any fault is in force; always false outside tests.
    static var isAny: Bool { count.load(ordering: .relaxed) > 0 }

    /// The error number with which a call is to fail; nil if it is to be made.
    static func code(_ operation: FileError.Operation, _ path: String) -> Int32? {
        armed.withLock { armed in
            armed.first { $0.fault.operation == operation && path.hasPrefix($0.fault.path) && $0.takes() }?.fault.code
        }
    }
}
