internal import Objects
internal import Packs
internal import Store

/// The commits that are reachable from some commits and not from others, newest first. If clocks were wrong it may
/// contain some that are reachable from both: good enough to choose what to send, not to determine what is lost.
struct HistoryDifference {
    /// What is reachable from the wanted and not from the hidden.
    private(set) var commits: [(id: ObjectID, commit: Commit)] = []
    /// Hidden commits that are parents of a wanted one.
    private(set) var boundary: Set<ObjectID> = []

    private let objects: ObjectDatabase
    private var isHidden: [ObjectID: Bool] = [:]
    private var waiting = DateQueue<(id: ObjectID, commit: Commit, hidden: Bool)>()
    private var wantedWaiting = 0

    init(_ objects: ObjectDatabase, wanted: [ObjectID], hidden: [ObjectID]) throws {
        self.objects = objects
        for id in hidden { try push(id, hidden: true) }
        for id in wanted { try push(id, hidden: false) }
        // Both sides are walked by date, until no wanted commit remains.
        while wantedWaiting > 0, let next = waiting.popNewest() {
            if !next.hidden { wantedWaiting -= 1 }
            let hidden = isHidden[next.id] ?? false
            if !hidden { commits.append((next.id, next.commit)) }
            for parent in next.commit.parents { try push(parent, hidden: hidden) }
        }
        commits.removeAll { isHidden[$0.id] == true }
        for parent in commits.lazy.flatMap(\.commit.parents) where isHidden[parent] == true { boundary.insert(parent) }
    }

    private mutating func push(_ id: ObjectID, hidden: Bool) throws {
        if let known = isHidden[id], known || !hidden { return }
        isHidden[id] = hidden
        let commit = try objects.commit(id)
        waiting.insert((id, commit, hidden), date: commit.date.seconds)
        if !hidden { wantedWaiting += 1 }
    }
}
