internal import Files
internal import Glibc
public import Objects
internal import Packs
public import Store

/// Moves damaged files to quarantine and recovers what can be recovered. Deletes nothing.
///
/// The order ensures that a process killed at any time leaves no less than it found: a damaged pack gets a name in
/// `quarantine/`; if parity reconstructs it, the whole pack replaces it, and otherwise the objects that can be read
/// from it are written to a new pack, durably, before its old name is removed; then missing objects are searched for
/// elsewhere.
public final class Repair {
    /// What was damaged, and what was recovered.
    public struct Report: Sendable {
        /// Files that were moved to `quarantine/`, by their names in the store.
        public internal(set) var quarantined: [String] = []
        /// The number of bytes of packs that were reconstructed from parity.
        public internal(set) var healedBytes: UInt64 = 0
        /// The number of damaged parity files that were written again.
        public internal(set) var parityRewritten = 0
        /// The number of objects that were read from damaged packs and are in no other.
        public internal(set) var salvaged = 0
        /// Recovered objects, by the name of their source.
        public internal(set) var recovered: [(source: String, objects: Int)] = []
        /// Sources that could not be queried, and the reasons.
        public internal(set) var unreachableSources: [(source: String, why: String)] = []
        /// The number of lost objects that were unreachable.
        public internal(set) var lostUnneeded = 0
        /// Refs whose file is damaged or whose target is lost, and the last value in their log.
        public internal(set) var refs: [(name: RefName, lastGood: ObjectID?)] = []
        /// The final check: what could not be saved, with the affected paths and commits.
        public internal(set) var check = FsckReport()
    }

    let repository: Repository
    private let options: Fsck.Options
    private var sources: [any ObjectSource]
    var report = Report()

    /// - Parameters:
    ///   - repository: what is repaired.
    ///   - options: those of the final check.
    ///   - sources: queried after the repository's own: index, working tree, recipes, remotes.
    public init(_ repository: Repository, _ options: Fsck.Options, sources: [any ObjectSource] = []) {
        self.repository = repository
        self.options = options
        self.sources = [
            IndexSource(repository: repository), WorkTreeSource(repository: repository),
            RecipeSource(repository: repository),
        ]
        self.sources += sources
    }

    /// Moves damaged files to quarantine, recovers what they contained, and checks the repository again.
    public func run() throws -> Report {
        try repository.sweepTemporaryFiles()
        // As in a gc: nobody else may collect or repair meanwhile.
        let collecting = try FileLock("gc", in: repository.packs, .exclusive, wait: repository.options.lockWait)
        addRemotes()
        let lost = try setDamagedPacksAside()
        try rewriteDamagedParity()
        try setDamagedIndexAside()
        try removeDamagedPackIndex()
        try recoverMissing()
        report.check = try Fsck(repository, options).run()
        let missing = Set(report.check.findings.compactMap(\.object))
        report.lostUnneeded = try lost.count { try repository.objects.find($0) == nil && !missing.contains($0) }
        try findRefsToMend(missing)
        _ = collecting
        return report
    }

    // MARK: Packs

    /// - Returns: the identities that damaged packs named and that are in no pack now.
    private func setDamagedPacksAside() throws -> Set<ObjectID> {
        var damaged: [Name] = []
        var healthy: [Pack] = []
        for file in try repository.packs.names() {
            guard let name = Pack.name(of: file) else { continue }
            if let pack = try whole(name) { healthy.append(pack) } else { damaged.append(file) }
        }
        damaged = try damaged.filter { try repository.packs.find($0) != nil }  // a gc may have been faster
        guard !damaged.isEmpty else { return [] }
        var named: Set<ObjectID> = []
        // Nobody may sweep tmp/ while packs grow in it.
        let writing = try repository.sharePacks()
        let writer = try PackWriter(in: repository.temporary, .fast)
        defer { writer.discard() }
        var gone: [Name] = []
        for file in damaged {
            let best = try TemporaryFile(in: repository.temporary, prefix: "healed-")
            let healing = try heal(file, to: best.file)
            // The new pack may have the same name as a damaged one: that is in quarantine before it is replaced.
            try keepInQuarantine(file, of: repository.packs, as: "packs/\(file)")
            let bytes: [UInt8]
            if healing.healed > 0, healing.healed == healing.damaged, let name = Pack.name(of: file),
                try isWhole(best.file, name)
            {
                try best.put(in: repository.packs, as: file, durable: repository.options.isDurable)
                if let pack = try whole(name) {
                    healthy.append(pack)
                    continue
                }
                bytes = try readable(file)
            } else {
                bytes = try healing.healed > 0 ? contents(of: best.file) : readable(file)
            }
            let salvaged = SalvagedPack(bytes)
            named.formUnion(salvaged.named)
            try salvaged.forEach { object in
                if try healthy.contains(where: { try $0.find(object.id) != nil }) || writer.contains(object.id) {
                    return
                }
                try writer.append(object.id, object.kind, object.payload)
                report.salvaged += 1
            }
            gone.append(file)
        }
        let made = try writer.finish(in: repository.packs, durable: repository.options.isDurable)
        if let made { healthy.append(try Pack(made, in: repository.packs)) }
        _ = consume writing
        let removing = try repository.ownPacks()
        for file in gone where Pack.name(of: file) != made { try repository.packs.removeFile(file) }
        if repository.options.isDurable { try repository.packs.sync() }
        try repository.objects.reopen()
        _ = consume removing
        return try named.filter { id in try !healthy.contains { try $0.find(id) != nil } }
    }

    private func setDamagedIndexAside() throws {
        try repository.withWriteLock { _ in
            for view in try repository.views() {
                do { _ = try view.index() } catch is Damage {
                    let folder = view.place.folder
                    try keepInQuarantine(
                        "index", of: folder, as: view.place.name.map { "worktrees/\($0)/index" } ?? "index")
                    try folder.removeFile("index")
                    if repository.options.isDurable { try folder.sync() }
                }
            }
        }
    }

    /// The index of packs is a cache: nothing of it needs to be kept.
    private func removeDamagedPackIndex() throws {
        guard try PackIndex.findDamage(in: repository.packs, repository.objects.openPacks()) != nil else { return }
        try repository.packs.removeFile(PackIndex.fileName)
        if repository.options.isDurable { try repository.packs.sync() }
        try repository.objects.refresh()
    }

    // MARK: What is missing

    /// Adds the remotes in the settings: paths separately, so that one bad object there hides no other.
    private func addRemotes() {
        for remote in RemoteSettings.names(in: repository.configuration) {
            let name = "remote \(remote)"
            do {
                let settings = try RemoteSettings(named: remote, in: repository.configuration)
                if case .path(let path) = try RemoteAddress(settings.url) {
                    sources.append(RepositorySource(name: name, repository: try Repository.open(at: path)))
                } else {
                    sources.append(RemoteSource(name: name, remote: settings, repository: repository))
                }
            } catch {
                report.unreachableSources.append((name, "\(error)"))
            }
        }
    }

    /// Asks each source for what is missing, until nothing more is found: a recovered tree may name more missing
    /// objects.
    private func recoverMissing() throws {
        var counts = [Int](repeating: 0, count: sources.count)
        var quick = Fsck.Options()
        quick.executesRecipes = false
        var lists = RecoveredLists(repository)
        while true {
            for (source, what) in try lists.settle() {
                counts[source] -= 1
                report.unreachableSources.append((sources[source].name, what))
            }
            var missing = try lists.wanted(
                Set(
                    try Fsck(repository, quick).run().findings.filter { $0.code == .objectMissing }.compactMap(\.object)
                ))
            let before = missing.count
            let transaction = try repository.transaction()
            for (number, source) in sources.enumerated() where !missing.isEmpty {
                do {
                    try source.recover(missing) { kind, payload in
                        let id = ObjectID(of: kind, payload)
                        guard missing.remove(id) != nil else { return }
                        counts[number] += 1
                        if kind == .chunks, lists.hold(id, payload, from: number) { return }
                        try transaction.put(id, kind, payload)
                    }
                } catch {
                    report.unreachableSources.append((source.name, "\(error)"))
                }
            }
            guard missing.count < before else { break }
            try transaction.publish()
        }
        try lists.release()
        report.recovered = zip(sources, counts).filter { $1 > 0 }.map { ($0.name, $1) }
    }

    private func findRefsToMend(_ missing: Set<ObjectID>) throws {
        try repository.refs.forEach(in: repository.refs.journal()) { name, read in
            let id = try? read()
            if let id, !missing.contains(id) { return }
            let log = try repository.refs.log(of: name)
            let lastGood = log.reversed().lazy.compactMap(\.new).first { (try? self.repository.objects.get($0)) != nil }
            report.refs.append((name, lastGood))
        }
    }
}
