internal import Objects
internal import Store
internal import Synchronization

/// The warm interpreters of a process. Whoever takes one has it alone until it is given back.
final class WarmInterpreters: Sendable {
    private let state = Mutex(State())

    private struct State {
        /// Interpreters that scripts have asked for. The first to ask starts a process of its own, as most commands need one script.
        var known: Set<WarmScript.Interpreter> = []
        var idle: [(key: WarmScript.Interpreter, interpreter: WarmInterpreter)] = []
    }

    /// How many wait for another script.
    private static let maximumIdle = 16

    /// An interpreter for a script; nil when it is not worth one yet.
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

    /// Keeps an interpreter for the next script. The longest idle one goes when there are too many.
    func giveBack(_ interpreter: WarmInterpreter, for script: WarmScript) {
        state.withLock { state in
            state.idle.append((script.interpreter, interpreter))
            if state.idle.count > Self.maximumIdle { state.idle.removeFirst() }
        }
    }
}
