internal import Objects
internal import Store
internal import Synchronization

/// The warm interpreters of a process. A caller has exclusive use of one until it gives it back.
final class WarmInterpreters: Sendable {
    private let state = Mutex(State())

    private struct State {
        /// Interpreters that scripts have asked for. The first request starts a separate process, as most commands need
        /// one script.
        var known: Set<WarmScript.Interpreter> = []
        var idle: [(key: WarmScript.Interpreter, interpreter: WarmInterpreter)] = []
    }

    /// The maximum number of idle interpreters.
    private static let maximumIdle = 16

    /// An interpreter for a script; nil if one is not worth starting yet.
    func take(
        for script: WarmScript, _ make: () throws -> WarmInterpreter
    ) rethrows -> WarmInterpreter? {
        let (isKnown, found) = state.withLock { state in
            let isKnown = !state.known.insert(script.interpreter).inserted
            let index = state.idle.lastIndex { $0.key == script.interpreter }
            return (isKnown, index.map { state.idle.remove(at: $0).interpreter })
        }
        guard isKnown else { return nil }
        return try found ?? make()
    }

    /// Keeps an interpreter for the next script. If there are too many, the one that has been idle longest ends.
    func giveBack(_ interpreter: WarmInterpreter, for script: WarmScript) {
        state.withLock { state in
            state.idle.append((script.interpreter, interpreter))
            if state.idle.count > Self.maximumIdle { state.idle.removeFirst() }
        }
    }
}
