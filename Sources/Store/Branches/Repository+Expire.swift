public import Objects
internal import Packs

/// What was done with the snapshots of a branch, or would be.
public struct ExpiryReport: Sendable {
    /// A snapshot, the newest first.
    public struct Snapshot: Sendable {
        public let id: ObjectID
        public let commit: Commit
        /// Why it is kept; empty if it goes.
        public let reasons: [RetentionPolicy.Reason]
        /// Its identity on the branch now: another one if a snapshot before it has gone. Nil if it goes.
        public internal(set) var new: ObjectID?
    }

    /// Those since the last merge, or since the first commit.
    public internal(set) var snapshots: [Snapshot] = []
    /// That merge, which stays with everything before it.
    var base: ObjectID?
    /// Tags that have moved to the new identity of their snapshot.
    public internal(set) var movedTags: [RefName] = []
    /// Other refs from which a snapshot that goes can still be reached, so that it takes room.
    public internal(set) var holders: [RefName] = []
}

/// Why snapshots are not removed from a branch.
public enum ExpiryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Only the tip would be kept.
    case nothingKept
    /// The branch is at a merge: there are no snapshots after it.
    case merge(ObjectID)
    /// A signed commit would get another identity, without its signature.
    case signed(ObjectID)

    public var description: String {
        switch self {
        case .nothingKept: "nothing says which snapshots to keep"
        case .merge(let id): "\(id.short) is a merge, and nothing before a merge is removed"
        case .signed(let id): "\(id.short) is signed, and would lose its signature"
        }
    }
}

extension Repository {
    /// Removes the snapshots of a branch, since its last merge, that a policy does not keep. The others follow each other
    /// then: their trees, authors, dates and messages stay as they are, and their identities change.
    ///
    /// Lightweight tags move along. The logs and the record of operations still lead to what has gone.
    ///
    /// - Parameters:
    ///   - branch: where the snapshots are.
    ///   - policy: which of them are kept.
    ///   - isDryRun: whether to change nothing.
    ///   - who: who moves the refs, for the logs.
    /// - Throws: ``ExpiryError``.
    public func expire(_ branch: RefName, _ policy: RetentionPolicy, isDryRun: Bool, who: Person) throws -> ExpiryReport
    {
        guard !policy.isEmpty else { throw ExpiryError.nothingKept }
        if isDryRun {
            var (_, report, tags) = try planExpiry(of: branch, policy)
            _ = try rebuild(&report)
            report.holders = try holders(of: report, besides: Set([branch] + tags.map(\.name)))
            return report
        }
        let transaction = try transaction()
        return try withWriteLock { lock in
            if case .branch(branch) = try refs.head() { try checkNothingInProgress() }
            var (tip, report, tags) = try planExpiry(of: branch, policy)
            let commits = try rebuild(&report)
            let kept = report.snapshots.filter { !$0.reasons.isEmpty }.count
            guard kept < report.snapshots.count else { return report }
            for commit in commits { try transaction.put(commit) }
            try transaction.publish()
            let reason = "expire: \(kept) of \(report.snapshots.count) snapshots kept"
            let new = Dictionary(report.snapshots.map { ($0.id, $0.new) }) { first, _ in first }
            var updates = [RefUpdate(branch, expected: .exactly(tip), new: new[tip] ?? nil, message: reason)]
            for (name, id) in tags {
                guard let target = new[id] ?? nil, target != id else { continue }
                updates.append(RefUpdate(name, expected: .exactly(id), new: target, message: reason))
                report.movedTags.append(name)
            }
            try update(updates, who: who, lock)
            report.holders = try holders(of: report, besides: Set(updates.map(\.name)))
            return report
        }
    }

    private typealias Expiry = (tip: ObjectID, report: ExpiryReport, tags: [(name: RefName, id: ObjectID)])

    private func planExpiry(of branch: RefName, _ policy: RetentionPolicy) throws -> Expiry {
        guard let tip = try refs.find(branch) else { throw RefError.missing(branch) }
        var chain: [(id: ObjectID, commit: Commit)] = []
        var report = ExpiryReport()
        var next: ObjectID? = tip
        while let id = next {
            let commit = try objects.commit(id)
            if commit.parents.count > 1 {
                report.base = id
                break
            }
            chain.append((id, commit))
            next = commit.parents.first
        }
        guard !chain.isEmpty else { throw ExpiryError.merge(tip) }
        let onChain = Set(chain.map(\.id))
        var tagged: Set<ObjectID> = []
        var tags: [(name: RefName, id: ObjectID)] = []
        for (name, id) in try refs.list() where name.isTag {
            guard let target = try? peel(id, to: .commit), onChain.contains(target) else { continue }
            tagged.insert(target)
            if id == target { tags.append((name, id)) }
        }
        let reasons = policy.reasons(for: chain.map { ($0.commit.date, tagged.contains($0.id)) })
        report.snapshots = zip(chain, reasons).map { ExpiryReport.Snapshot(id: $0.id, commit: $0.commit, reasons: $1) }
        return (tip, report, tags)
    }

    /// Gives each snapshot that is kept the one before it as its parent.
    ///
    /// - Returns: the commits that are new.
    private func rebuild(_ report: inout ExpiryReport) throws -> [Commit] {
        var made: [Commit] = []
        var parent = report.base
        for index in report.snapshots.indices.reversed() {
            let snapshot = report.snapshots[index]
            guard !snapshot.reasons.isEmpty else { continue }
            let parents = parent.map { [$0] } ?? []
            if snapshot.commit.parents == parents {
                report.snapshots[index].new = snapshot.id
            } else {
                guard snapshot.commit.signature == nil else { throw ExpiryError.signed(snapshot.id) }
                let commit = Commit(
                    tree: snapshot.commit.tree, parents: parents, author: snapshot.commit.author,
                    committer: snapshot.commit.committer, message: snapshot.commit.message)
                report.snapshots[index].new = ObjectID(of: .commit, commit.payload)
                made.append(commit)
            }
            parent = report.snapshots[index].new
        }
        return made
    }

    /// The other refs that lead to a snapshot that goes.
    private func holders(of report: ExpiryReport, besides names: Set<RefName>) throws -> [RefName] {
        let gone = Set(report.snapshots.filter { $0.reasons.isEmpty }.map(\.id))
        guard !gone.isEmpty else { return [] }
        var holders: [RefName] = []
        for (name, id) in try refs.list() where !names.contains(name) {
            guard let start = try? peel(id, to: .commit) else { continue }
            var seen: Set<ObjectID> = [start]
            var waiting = [start]
            while let next = waiting.popLast() {
                if gone.contains(next) {
                    holders.append(name)
                    break
                }
                for parent in try objects.commit(next).parents where seen.insert(parent).inserted {
                    waiting.append(parent)
                }
            }
        }
        return holders
    }
}
