internal import Synchronization

/// What went wrong on other threads.
public final class Failures: Sendable {
    private let list = Mutex<[String]>([])

    public init() {}

    public func add(_ text: String) { list.withLock { $0.append(text) } }
    public var all: [String] { list.withLock { $0 } }
}

/// A yes that another thread waits for.
public final class Flag: Sendable {
    private let value = Mutex(false)

    public init() {}

    public var isSet: Bool { value.withLock { $0 } }
    public func set() { value.withLock { $0 = true } }
}
