internal import Files
internal import Git2
public import Objects
public import Store

/// The result of a push to a mirror.
public struct MirrorPushReport: Sendable {
    /// A ref of the mirror.
    public struct Ref: Hashable, Sendable {
        public let name: RefName
        /// Git identities; nil if there was no ref.
        public let old: String?
        public let new: String?
        public var isUpToDate: Bool { old == new }
    }

    public internal(set) var refs: [Ref] = []
    /// The number of git objects sent, and their size in bytes; both 0 if the other side does not say.
    public internal(set) var objects = 0
    public internal(set) var bytes = 0
    /// Files whose bytes were left out of what was written this time.
    public internal(set) var leftOut: [MirrorOmission] = []
    /// Whether the repository was created.
    public internal(set) var isNew = false
}

extension Repository {
    /// Writes refs, and everything reachable from them, as a git repository.
    ///
    /// - Parameters:
    ///   - connection: where the mirror is.
    ///   - names: branches and tags; all of them if empty.
    ///   - force: whether a ref there may lose commits.
    /// - Throws: ``MirrorError``. Nothing is sent if a ref would be refused.
    public func pushMirror(
        to connection: MirrorConnection, _ names: [RefName] = [], force: Bool = false
    ) throws -> MirrorPushReport {
        let refs = try mirroredRefs(names)
        return try connection.naming {
            let stage = try MirrorStage(self)
            let limits = try MirrorLimits(configuration)
            var report = MirrorPushReport()
            report.isNew = try makeLocalMirror(connection)
            var there = try connection.connect(stage, for: .push).list()
            if try learn(there, of: connection, stage, refs.map(\.name), force: force) {
                there = try connection.connect(stage, for: .push).list()
            }
            var export = MirrorExport(self, stage, limits)
            var moves: [Move] = []
            for (name, id) in refs {
                let new = try export.target(id).id
                let old = there.first { $0.name == name.text }?.id
                moves.append((name, old, new))
                report.refs.append(.init(name: name, old: old?.hex, new: new.hex))
            }
            report.leftOut = export.leftOut.values.sorted { $0.path < $1.path }
            // The assembled objects remain valid, whatever happens to the push.
            try stage.save()
            if !force { for move in moves { try checkMove(move.name, move.old, move.new, stage) } }
            let changed = moves.filter { $0.old != $0.new }
            if !changed.isEmpty { try send(changed, to: connection, stage, force: force, &report) }
            try stage.remember(moves.map(\.new) + there.map(\.id), of: connection.url)
            try settleLocalHead(connection, moves.map(\.name))
            return report
        }
    }

    private typealias Move = (name: RefName, old: GitID?, new: GitID)

    /// Sends objects, then moves the refs: only those that still have the expected values, so that of two simultaneous
    /// pushes one fails.
    private func send(
        _ moves: [Move], to connection: MirrorConnection, _ stage: MirrorStage, force: Bool,
        _ report: inout MirrorPushReport
    ) throws {
        let sources = try moves.enumerated().map { try stage.outgoing($0, $1.new) }
        guard let path = connection.localPath else {
            // The other side compares: it receives the expected value of each ref.
            let result = try connection.connect(stage, for: .push).upload(
                zip(sources, moves).map { "\(force ? "+" : "")\($0):\($1.name)" })
            (report.objects, report.bytes) = (result.objects, result.bytes)
            guard result.rejected.isEmpty else {
                throw MirrorError.rejected(result.rejected.map { "\($0.name) (\($0.reason))" })
            }
            return
        }
        // For a path, libgit2 does not compare. The objects are sent first, under names that nobody looks at.
        let mirror = try GitRepository(opening: path)
        let prefix = "refs/at1/incoming/\(String(UInt64.random(in: 0 ... .max), radix: 36))/"
        let names = moves.indices.map { "\(prefix)\($0)" }
        defer { for name in names { try? mirror.removeReference(name) } }
        report.objects = try connection.connect(stage, for: .push).upload(zip(sources, names).map { "\($0):\($1)" })
            .objects
        let rejected = try moves.filter { try !mirror.moveReference($0.name.text, from: $0.old, to: $0.new) }
        guard rejected.isEmpty else {
            throw MirrorError.rejected(rejected.map { "\($0.name) (another push moved it)" })
        }
    }

    /// The refs to push and their targets.
    private func mirroredRefs(_ names: [RefName]) throws -> [(name: RefName, id: ObjectID)] {
        let pushed =
            names.isEmpty
            ? try refs.list().filter { !$0.name.isRemote }
            : try names.map { name in
                guard let id = try refs.find(name) else { throw RefError.missing(name) }
                return (name, id)
            }
        guard !pushed.isEmpty else { throw MirrorError.nothing("there is no branch or tag to mirror") }
        for (name, _) in pushed where try !GitRepository.isReferenceName(name.text) {
            throw MirrorError.unrepresentable("\(name)", what: "git does not allow the name")
        }
        return pushed
    }

    /// Determines the targets of a mirror's refs that are unknown here, as after the stage was removed.
    ///
    /// - Returns: whether another connection was made.
    private func learn(
        _ there: [(name: String, id: GitID)], of connection: MirrorConnection, _ stage: MirrorStage, _ names: [RefName],
        force: Bool
    ) throws -> Bool {
        let wanted = Set(names.map(\.text))
        let unknown = there.filter { wanted.contains($0.name) && !stage.git.contains($0.id) }
        guard !unknown.isEmpty else { return false }
        do {
            try connection.connect(stage, for: .fetch).download(unknown.map(\.name))
            try stage.git.refresh()
            var reading = MirrorImport(self, stage, nil)
            for (_, id) in unknown where stage.git.contains(id) { _ = try reading.target(id) }
        } catch let error as MirrorError {
            guard force else { throw error }
        }
        return true
    }

    private func checkMove(_ name: RefName, _ old: GitID?, _ new: GitID, _ stage: MirrorStage) throws {
        guard let old, old != new else { return }
        if name.isTag { throw MirrorError.tagDiffers(name) }
        guard stage.git.contains(old), try stage.git.isAncestor(old, of: new) else {
            throw MirrorError.notFastForward(name)
        }
    }

    /// Creates the git repository at a path on this machine if there is none.
    private func makeLocalMirror(_ connection: MirrorConnection) throws -> Bool {
        guard let path = connection.localPath, (try? Folder(at: path)) == nil else { return false }
        let head: String
        if case .branch(let name) = try refs.head() { head = name.short } else { head = "main" }
        _ = try GitRepository(creating: path, head: head)
        return true
    }

    /// Sets HEAD of a repository on this machine to an existing branch, if it is on none.
    private func settleLocalHead(_ connection: MirrorConnection, _ names: [RefName]) throws {
        guard let path = connection.localPath, case .branch(let head) = try refs.head(), names.contains(head) else {
            return
        }
        let mirror = try GitRepository(opening: path)
        if try mirror.isHeadUnborn() { try mirror.setHead(head.text) }
    }
}
