internal import Git2
public import Objects
public import Store

/// What was fetched from a mirror.
public struct MirrorFetchReport: Sendable {
    /// A ref that was moved here.
    public struct Ref: Hashable, Sendable {
        public let name: RefName
        public let old: ObjectID?
        public let new: ObjectID
    }

    /// The refs as they are named here.
    public internal(set) var refs: [Ref] = []
    /// Tags that refer to other objects here, and were not changed.
    public internal(set) var conflicts: [RefName] = []
    /// How many commits were rebuilt.
    public internal(set) var commits = 0
    /// Files whose bytes neither the mirror nor this repository has.
    public internal(set) var lacking: [MirrorOmission] = []
    /// The branch that the mirror's HEAD is on.
    public internal(set) var head: RefName?
}

extension Repository {
    /// Rebuilds what a mirror has and this repository lacks, and moves refs to it.
    ///
    /// - Parameters:
    ///   - connection: where the mirror is.
    ///   - remote: branches become remote-tracking branches of this remote; nil makes them branches.
    ///   - force: whether tags that refer to other objects here are moved.
    ///   - who: who moves the refs, for their logs.
    /// - Throws: ``MirrorError/foreign(_:what:)`` if a single object is not what it states; then nothing is stored.
    public func fetchMirror(
        from connection: MirrorConnection, remote: String?, force: Bool = false, who: Person
    ) throws -> MirrorFetchReport {
        try connection.naming {
            let stage = try MirrorStage(self)
            var report = MirrorFetchReport()
            let there = try download(connection, stage, &report)
            let transaction = try transaction()
            var reading = MirrorImport(self, stage, transaction)
            var targets: [(name: RefName, id: ObjectID)] = []
            for (name, id) in there { targets.append((try self.name(name, for: remote), try reading.target(id))) }
            report.commits = reading.count
            report.lacking = reading.lacking.values.sorted { $0.path < $1.path }
            try withWriteLock { lock in
                _ = try raiseFormat(for: reading.kinds, lock)
                try transaction.publish()
                try noteAbsent(report.lacking.map { ($0.kind, $0.id) }, lock)
                var updates: [RefUpdate] = []
                for (name, id) in targets {
                    let old = try refs.find(name)
                    guard old != id else { continue }
                    if name.isTag, old != nil, !force {
                        report.conflicts.append(name)
                        continue
                    }
                    report.refs.append(.init(name: name, old: old, new: id))
                    updates.append(RefUpdate(name, expected: .exactly(old), new: id, message: "mirror: fetched"))
                }
                try update(updates, who: who, lock)
            }
            try stage.save()
            try stage.remember(there.map(\.id), of: connection.url)
            return report
        }
    }

    /// Downloads the git objects, and returns which branches and tags lead to them.
    private func download(
        _ connection: MirrorConnection, _ stage: MirrorStage, _ report: inout MirrorFetchReport
    ) throws -> [(name: RefName, id: GitID)] {
        let remote = try connection.connect(stage, for: .fetch)
        var refs: [(name: RefName, id: GitID)] = []
        for (text, id) in try remote.list() {
            // A line `refs/tags/v1^{}` states the target of the tag before it.
            guard text.hasPrefix(RefName.branches) || text.hasPrefix(RefName.tags), !text.hasSuffix("^{}") else {
                continue
            }
            do {
                refs.append((try RefName(text), id))
            } catch {
                throw MirrorError.foreign("ref \(text)", what: error.detail)
            }
        }
        report.head = try remote.defaultBranch().flatMap { try? RefName($0) }
        try remote.download(refs.map(\.name.text))
        try stage.git.refresh()
        return refs
    }

    private func name(_ name: RefName, for remote: String?) throws -> RefName {
        guard let remote, name.isBranch else { return name }
        return try RefName("\(RefName.remotes)\(remote)/\(name.short)")
    }
}
