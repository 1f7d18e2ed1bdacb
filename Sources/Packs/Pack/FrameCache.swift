internal import Synchronization

/// The most recently decoded frames, up to a number of bytes.
final class FrameCache: Sendable {
    private struct Key: Hashable {
        let pack: ObjectIdentifier
        let frame: Int
    }

    private struct State {
        var frames: [Key: (bytes: [UInt8], pack: Pack, lastUse: UInt64)] = [:]
        var length = 0
        var clock: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    func frame(_ index: Int, of pack: Pack) throws -> [UInt8] {
        let key = Key(pack: ObjectIdentifier(pack), frame: index)
        let found: [UInt8]? = state.withLock { state in
            state.clock += 1
            state.frames[key]?.lastUse = state.clock
            return state.frames[key]?.bytes
        }
        if let found { return found }
        let bytes = try pack.frame(index)
        state.withLock { state in
            guard state.frames[key] == nil else { return }
            state.frames[key] = (bytes, pack, state.clock)
            state.length += bytes.count
            while state.length > capacity, state.frames.count > 1,
                let oldest = state.frames.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
            {
                state.length -= state.frames.removeValue(forKey: oldest)?.bytes.count ?? 0
            }
        }
        return bytes
    }
}
