public import Objects
internal import Packs

/// A commit, described by the nearest tag before it.
public struct CommitDescription: Hashable, Sendable {
    public let tag: RefName
    /// How many commits the tag lacks.
    public let distance: Int
    public let commit: ObjectID

    /// `v1-14-g1ea3df5ce0`; the tag alone if it points to the commit.
    public var text: String { distance == 0 ? tag.short : "\(tag.short)-\(distance)-g\(commit.short)" }
}

extension Repository {
    /// The nearest tag that points to `commit` or one of its ancestors; nil if there is none.
    ///
    /// - Parameters:
    ///   - commit: a commit of the repository.
    ///   - lightweight: whether lightweight tags count.
    public func describe(_ commit: ObjectID, lightweight: Bool = false) throws -> CommitDescription? {
        var tags: [ObjectID: [(name: RefName, date: Int64?)]] = [:]
        for (name, id) in try refs.readable(RefName.tags) {
            guard let target = try? peel(id, to: .commit) else { continue }
            let isAnnotated = id != target
            guard isAnnotated || lightweight else { continue }
            tags[target, default: []].append((name, isAnnotated ? try objects.tag(id).tagger.date.seconds : nil))
        }
        var best: CommitDescription?
        var tried = 0
        var history = try History(self, from: [commit])
        // As in git, the ten nearest by date are compared by how many commits they lack.
        while tried < 10, let (id, _) = history.next() {
            guard let names = tags[id] else { continue }
            tried += 1
            // Annotated tags before lightweight ones, newer before older.
            let name = names.max { ($0.date ?? .min, $1.name.text) < ($1.date ?? .min, $0.name.text) }!.name
            let distance = try History(self, from: [commit], hiding: [id]).reduce(0) { count, _ in count + 1 }
            if distance < best?.distance ?? .max {
                best = CommitDescription(tag: name, distance: distance, commit: commit)
            }
            if distance == 0 { break }
        }
        if let error = history.error { throw error }
        return best
    }
}
