public import Objects
internal import Packs

/// Commits that are replayed on another one, one after the other: by a cherry-pick, a revert or a rebase.
struct Replay {
    let kind: InProgress.Kind
    /// HEAD and its commit now.
    let place: (head: Head, commit: ObjectID)
    /// Where the first one is applied.
    let tip: ObjectID
    /// In the order in which they are applied.
    let commits: [ObjectID]
    /// HEAD after all of them; unchanged except for a rebase.
    let end: Head
    /// HEAD and its commit before the operation began.
    let start: (head: Head, commit: ObjectID)
    /// Which parent a merge commit is compared with, from 1; nil to refuse merge commits.
    var mainline: Int?

    /// The trees before and after the change of a commit.
    func change(of commit: Commit, _ id: ObjectID, _ objects: ObjectDatabase) throws -> (old: ObjectID?, new: ObjectID)
    {
        let parent: ObjectID?
        if let mainline {
            guard commit.parents.count >= mainline, mainline > 0 else { throw MergeError.noSuchParent(id, mainline) }
            parent = commit.parents[mainline - 1]
        } else {
            guard commit.parents.count < 2 else { throw MergeError.mergeCommit(id) }
            parent = commit.parents.first
        }
        return (try parent.map { try objects.commit($0).tree }, commit.tree)
    }

    /// The message of the commit that replays another one.
    func message(of commit: Commit, _ id: ObjectID) -> String {
        guard kind == .revert else { return commit.message }
        let subject = commit.subject
        let title =
            subject.hasPrefix("Revert \"") && subject.hasSuffix("\"")
            ? "Reapply " + subject.dropFirst("Revert ".count) : "Revert \"\(subject)\""
        return "\(title)\n\nThis reverts commit \(id).\n"
    }
}

/// The result of replaying commits.
public struct ReplayReport: Sendable {
    /// The commits that were made, in order.
    public internal(set) var made: [(from: ObjectID, to: ObjectID)] = []
    /// Commits whose change is present already.
    public internal(set) var dropped: [ObjectID] = []
    /// Where HEAD is now.
    public internal(set) var head: ObjectID?
    /// The commit at which it stopped, and why; nil if all were replayed.
    public internal(set) var stop: (commit: ObjectID, conflicts: [Index.Conflict])?
    public internal(set) var notes: [MergeNote] = []
}
