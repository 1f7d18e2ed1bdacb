internal import Objects
internal import Store
internal import Synchronization

/// Contents that took long to open, for the next reader. Each is opened once, however many wait for it.
final class ViewCache: Sendable {
    typealias Waiter = @Sendable (Result<ContentView, any Error>) -> Void

    private let capacity: Int
    private let state = Mutex(State())

    private struct State {
        var views: [ObjectID: (view: ContentView, use: UInt64)] = [:]
        var waiters: [ObjectID: [Waiter]] = [:]
        var uses: UInt64 = 0
    }

    init(capacity: Int = 16) { self.capacity = capacity }

    /// The content, if it is there; otherwise `waiter` gets it later.
    ///
    /// - Returns: whether the caller is to open it, and to report with ``opened(_:_:)``.
    func find(_ id: ObjectID, _ waiter: @escaping Waiter) -> (view: ContentView?, isFirst: Bool) {
        state.withLock { state in
            state.uses += 1
            if let known = state.views[id]?.view {
                state.views[id]?.use = state.uses
                return (known, false)
            }
            let isFirst = state.waiters[id] == nil
            state.waiters[id, default: []].append(waiter)
            return (nil, isFirst)
        }
    }

    func opened(_ id: ObjectID, _ result: Result<ContentView, any Error>) {
        let waiters = state.withLock { state in
            if case .success(let view) = result, view.isCostly || view.length > ContentView.pieceLength {
                state.views[id] = (view, state.uses)
                if state.views.count > capacity, let oldest = state.views.min(by: { $0.value.use < $1.value.use }) {
                    state.views[oldest.key] = nil
                }
            }
            return state.waiters.removeValue(forKey: id) ?? []
        }
        for waiter in waiters { waiter(result) }
    }
}
