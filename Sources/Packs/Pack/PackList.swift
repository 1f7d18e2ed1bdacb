package import Files
package import Objects
internal import Synchronization

/// The packs of a folder, each opened when it is needed.
///
/// An object is looked for where the index of packs (``PackIndex``) says, then in the packs that it does not cover.
package final class PackList: Sendable {
    package typealias Place = (pack: Pack, entry: PackFooter.Entry)

    let folder: Folder
    private let state = Mutex(State())

    private struct State {
        /// The names as they were listed last; nil before first use.
        var names: Set<Digest>?
        var open: [Digest: Pack] = [:]
        /// Packs that are damaged or gone.
        var unreadable: Set<Digest> = []
        /// Whether one of the listed packs turned out to be gone.
        var isStale = false
        var index: PackIndex?
        var isIndexRead = false
        /// The packs that the index does not cover, the largest first; nil before they are needed.
        var direct: [Pack]?
        /// How often the folder has been listed.
        var generation = 0
        var age = ListingAge()
    }

    init(_ folder: Folder) {
        self.folder = folder
    }

    // MARK: Names

    /// Lists the folder again, reads the index again if it is another, and closes the packs that are gone.
    package func refresh() throws {
        let now = FileClock.now
        var modified = try folder.status().modified
        var names: Set<Digest> = []
        for _ in 0..<Self.maximumRounds {
            names = Set(try folder.names().compactMap(Pack.name(of:)))
            // A list that was read while names changed may have neither a pack nor the one that it was joined to.
            let after = try folder.status().modified
            if after == modified { break }
            modified = after
        }
        let (listed, time) = (names, modified)
        let old = state.withLock { $0.index }
        let index = old.flatMap { $0.isCurrent(in: folder) ? $0 : nil } ?? (try? PackIndex(in: folder))
        state.withLock { state in
            state.names = listed
            state.open = state.open.filter { listed.contains($0.key) }
            (state.unreadable, state.isStale) = ([], false)
            (state.index, state.isIndexRead) = (index, true)
            state.direct = nil
            state.generation += 1
            state.age.note(modified: time, at: now)
        }
    }

    /// The same, and opens every pack again.
    func reopen() throws {
        state.withLock { ($0.open, $0.index) = ([:], nil) }
        try refresh()
    }

    /// The names as they were listed last.
    private func names() throws -> Set<Digest> {
        if let names = state.withLock({ $0.names }) { return names }
        try refresh()
        return state.withLock { $0.names } ?? []
    }

    /// The index; nil if there is none that can be used.
    private func index() -> PackIndex? {
        if let known = state.withLock({ $0.isIndexRead ? .some($0.index) : nil }) { return known }
        let index = try? PackIndex(in: folder)
        return state.withLock { state in
            if !state.isIndexRead { (state.index, state.isIndexRead) = (index, true) }
            return state.index
        }
    }

    /// Does without the index, which has turned out to be damaged.
    private func forgetIndex() {
        state.withLock { ($0.index, $0.isIndexRead, $0.direct) = (nil, true, nil) }
    }

    // MARK: Packs

    /// All packs as they were listed last, the largest first.
    package func all() throws -> [Pack] {
        try whileListed { Self.sorted(try names().compactMap(pack)) }
    }

    /// Runs `body`, and again if a pack that was listed turns out to be gone: it has been joined to another.
    private func whileListed<Result>(_ body: () throws -> Result) throws -> Result {
        for _ in 0..<Self.maximumRounds {
            let result = try body()
            guard state.withLock({ $0.isStale }) else { return result }
            try refresh()
        }
        return try body()
    }

    /// The packs that the index does not cover.
    private func direct() throws -> [Pack] {
        if let direct = state.withLock({ $0.direct }) { return direct }
        return try whileListed {
            let names = try names()
            let (index, generation) = state.withLock { ($0.index, $0.generation) }
            let direct = Self.sorted(try names.subtracting(index?.covered ?? []).compactMap(pack))
            state.withLock { if $0.generation == generation, $0.index === index { $0.direct = direct } }
            return direct
        }
    }

    /// Large packs first: most objects are found at the first attempt.
    private static func sorted(_ packs: [Pack]) -> [Pack] {
        packs.sorted { ($0.footer.count, $1.name) > ($1.footer.count, $0.name) }
    }

    /// A pack; nil if it is damaged or gone.
    private func pack(_ name: Digest) throws -> Pack? {
        let (known, isOut) = state.withLock { state in
            (state.open[name], state.unreadable.contains(name) || state.names?.contains(name) == false)
        }
        if let known { return known }
        guard !isOut else { return nil }
        do {
            let pack = try Pack(name, in: folder)
            return state.withLock { state in
                if let known = state.open[name] { return known }
                state.open[name] = pack
                return pack
            }
        } catch is Damage {
            state.withLock { _ = $0.unreadable.insert(name) }
        } catch let error as FileError where error.isMissing {
            // Joined to another since it was listed.
            state.withLock { state in
                state.unreadable.insert(name)
                if state.names != nil { state.isStale = true }
            }
        }
        return nil
    }

    /// How many packs have been opened.
    var openCount: Int { state.withLock { $0.open.count } }

    // MARK: Objects

    /// Where an object is, by the packs as they were listed last; nil if it is in none of them.
    package func find(_ id: ObjectID) throws -> Place? {
        if let index = index() {
            let names = try? index.packs(of: id)
            if names == nil { forgetIndex() }
            for name in names ?? [] {
                if let pack = try pack(name), let entry = try pack.find(id) { return (pack, entry) }
            }
        }
        for pack in try direct() {
            if let entry = try pack.find(id) { return (pack, entry) }
        }
        return nil
    }

    /// Where an object is; nil if it is missing. Another process may have added it, or moved it to another pack, since
    /// the folder was listed: then it is listed again, and as often as it changes meanwhile.
    package func locate(_ id: ObjectID) throws -> Place? {
        let before = state.withLock { $0.generation }
        if let place = try find(id) { return place }
        var modified = try folder.status().modified
        let (mustList, generation) = state.withLock { state in
            (state.age.mustList(modified: modified, at: FileClock.now), state.generation)
        }
        // Another thread may have listed it.
        guard mustList else { return generation == before ? nil : try find(id) }
        for _ in 0..<Self.maximumRounds {
            try refresh()
            if let place = try find(id) { return place }
            let now = try folder.status().modified
            if now == modified { return nil }
            modified = now
        }
        return nil
    }

    /// The same in every pack, for an object that must be there: what the index leaves out counts only if no pack has it.
    func locateWithoutIndex(_ id: ObjectID) throws -> Place? {
        guard index() != nil else { return nil }
        forgetIndex()
        return try find(id)
    }

    /// How often a folder that changes all the time is listed for one object.
    private static let maximumRounds = 10

    /// The identities from `low` on that fulfil a condition, in order, until one does not.
    func ids(from low: ObjectID, while condition: (ObjectID) -> Bool) throws -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        if let index = index() {
            var listed: Set<ObjectID> = []
            do {
                try index.forEach(from: low) { id, _ in
                    guard condition(id) else { return false }
                    listed.insert(id)
                    return true
                }
            } catch {
                forgetIndex()
            }
            // The index may name what was removed since.
            for id in listed where try find(id) != nil { found.insert(id) }
        }
        for pack in try direct() {
            var index = pack.footer.position(of: low)
            while index < pack.footer.count, condition(pack.footer.id(at: index)) {
                found.insert(pack.footer.id(at: index))
                index += 1
            }
        }
        return found
    }

    // MARK: The index

    /// Writes the index anew if too many packs are not in it, or gone; removes it where there are few packs.
    ///
    /// Packs never change, so whatever index is in place is right about the packs that are there: it needs no lock.
    package func updateIndex(through temporary: Folder, durable: Bool) throws {
        let names = try names()
        let old = state.withLock { $0.index }
        guard names.count > Self.fewPacks else {
            if try folder.find(PackIndex.fileName) != nil { try folder.removeFile(PackIndex.fileName) }
            return try refresh()
        }
        let listed = Set(old?.members.map(\.name) ?? [])
        let change = max(names.subtracting(listed).count, listed.subtracting(names).count)
        guard change > Self.fewPacks + names.count / 64 else { return }
        var ids = try old.map { try self.ids(of: $0, in: names) } ?? [:]
        for name in names where ids[name] == nil {
            guard let pack = try pack(name) else { continue }
            ids[name] = (0..<pack.footer.count).map(pack.footer.id(at:))
        }
        // The largest packs are left out where there are too many objects: they are few.
        var total = 0
        for (name, list) in ids.sorted(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) {
            total += list.count
            if total > PackIndex.maximumCount { ids[name] = [] }
        }
        try folder.replace(PackIndex.fileName, with: PackIndex.encode(ids), durable: durable, through: temporary)
        try refresh()
    }

    /// What an index says of the packs among `names`.
    private func ids(of index: PackIndex, in names: Set<Digest>) throws -> [Digest: [ObjectID]] {
        var ids: [Digest: [ObjectID]] = [:]
        for member in index.members where names.contains(member.name) && member.count > 0 { ids[member.name] = [] }
        do {
            try index.forEach { id, member in
                ids[index.members[member].name]?.append(id)
                return true
            }
        } catch is Damage {
            return [:]
        }
        return ids
    }

    /// So many packs are opened without an index.
    private static let fewPacks = 16
}
