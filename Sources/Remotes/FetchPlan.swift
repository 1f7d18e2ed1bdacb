internal import Objects
internal import Packs
internal import Store

/// Which refs a fetch moves, and where to.
struct FetchPlan {
    struct Move {
        let source: RefName
        let id: ObjectID
        /// Nil if no local ref tracks it.
        let destination: RefName?
        let isForced: Bool
    }

    private(set) var moves: [Move] = []
    private(set) var fetched: [(name: RefName, id: ObjectID)] = []
    private var goneFrom: [RefSpec] = []
    private var there: Set<RefName> = []

    /// The targets that the local refs do not have yet.
    func wants(_ repository: Repository) throws -> [ObjectID] {
        var seen = Set(try repository.refs.readable().map(\.id))
        return moves.map(\.id).filter { seen.insert($0).inserted }
    }

    /// What is to be accepted, each with its name on the remote.
    var tips: [(name: RefName, id: ObjectID)] { moves.map { ($0.source, $0.id) } }

    init(
        _ listing: RefListing, _ specs: [RefSpec], _ remote: RemoteSettings, _ repository: Repository,
        _ options: Fetch.Options
    ) throws {
        let tracked = remote.fetchSpecs
        there = Set(listing.refs.map(\.name))
        for spec in specs.isEmpty ? tracked : specs {
            if spec.isPattern {
                for ref in listing.refs {
                    guard let name = try spec.destination(of: ref.name) else { continue }
                    add(Move(source: ref.name, id: ref.id, destination: name, isForced: spec.isForced))
                }
                continue
            }
            let words = spec.source == "HEAD" ? [listing.head?.text ?? "HEAD"] : RefSpec.candidates(spec.source)
            guard let ref = words.lazy.compactMap({ word in listing.refs.first { $0.name.text == word } }).first else {
                throw RemoteError.noSuchRef(spec.source, remote: remote.label)
            }
            fetched.append((ref.name, ref.id))
            if let text = spec.destination {
                let name = try RefSpec.name(ref.name.isTag && !text.hasPrefix("refs/") ? RefName.tags + text : text)
                add(Move(source: ref.name, id: ref.id, destination: name, isForced: spec.isForced))
            } else {
                // A remote-tracking ref according to the settings is updated as well; a tag keeps its name.
                let own = ref.name.isTag ? ref.name : try remote.trackingRef(of: ref.name)
                add(Move(source: ref.name, id: ref.id, destination: own, isForced: ref.name.isBranch))
            }
        }
        if specs.isEmpty, tracked.isEmpty {
            guard let head = listing.head, let id = listing.find(head) else {
                throw RemoteError.noSuchRef("HEAD", remote: remote.label)
            }
            fetched.append((head, id))
            add(Move(source: head, id: id, destination: nil, isForced: false))
        }
        var places: Set<RefName> = []
        for case let place? in moves.map(\.destination) {
            guard places.insert(place).inserted else { throw RefError.namedTwice(place) }
        }
        // A clone has all of them, as in git; a later fetch only those of what it has.
        if options.tags == .all || options.tags == .following && options.isInitial {
            for ref in listing.refs where ref.name.isTag && !places.contains(ref.name) {
                add(Move(source: ref.name, id: ref.id, destination: ref.name, isForced: false))
            }
        } else if options.tags == .following, !moves.isEmpty || specs.isEmpty {
            try follow(listing) { try repository.objects.find($0) != nil }
        }
        if options.prunes { goneFrom = specs.isEmpty ? tracked : specs.filter(\.isPattern) }
    }

    private mutating func add(_ move: Move) {
        guard !moves.contains(where: { $0.source == move.source && $0.destination == move.destination }) else { return }
        moves.append(move)
    }

    /// Adds the tags of objects that are present.
    mutating func follow(_ listing: RefListing, isHere: (ObjectID) throws -> Bool) throws {
        let known = Set(moves.map(\.source) + moves.compactMap(\.destination))
        for ref in listing.refs where ref.name.isTag && !known.contains(ref.name) {
            guard try isHere(ref.peeled ?? ref.id) else { continue }
            moves.append(Move(source: ref.name, id: ref.id, destination: ref.name, isForced: false))
        }
    }

    /// The moves to be made, compared with the present refs; under the write lock.
    func updates(
        _ repository: Repository, _ remote: RemoteSettings, _ options: Fetch.Options
    ) throws -> (updates: [RefUpdate], changes: [Fetch.Change]) {
        var updates: [RefUpdate] = []
        var changes: [Fetch.Change] = []
        let head = try repository.refs.head()
        let elsewhere = Set(try repository.branchesElsewhere().keys)
        for move in moves {
            guard let name = move.destination else { continue }
            let old = try repository.refs.find(name)
            if old == move.id { continue }
            var kind = Fetch.Change.Kind.new
            if let old {
                let isForward = try name.isTag ? false : repository.isForward(from: old, to: move.id)
                let isForced = move.isForced || options.force
                kind = isForward ? .forward : isForced ? .forced : .refused
                // An existing tag is kept, without a message, unless it was requested.
                if name.isTag, kind == .refused, !fetched.contains(where: { $0.name == move.source }) { continue }
            }
            if head == .branch(name), !repository.isBare, !options.isInitial { kind = .refused }
            if elsewhere.contains(name) { kind = .refused }
            changes.append(Fetch.Change(kind: kind, source: move.source, name: name, old: old, new: move.id))
            guard kind != .refused else { continue }
            updates.append(
                RefUpdate(
                    name, expected: .exactly(old), new: move.id,
                    message: "fetch \(remote.label): \(old == nil ? "new" : kind.rawValue)"))
        }
        let moved = Set(updates.map(\.name))
        for spec in goneFrom {
            let kept = Set(try there.compactMap { try spec.destination(of: $0) })
            guard let place = spec.destination, let star = place.firstIndex(of: "*") else { continue }
            let (start, rest) = (place[..<star], place[place.index(after: star)...])
            for (name, id) in try repository.refs.list(String(start)) where name.text.hasSuffix(rest) {
                if kept.contains(name) || head == .branch(name) || elsewhere.contains(name) || moved.contains(name) {
                    continue
                }
                changes.append(Fetch.Change(kind: .removed, source: nil, name: name, old: id, new: nil))
                updates.append(
                    RefUpdate(name, expected: .exactly(id), new: nil, message: "fetch \(remote.label): removed"))
            }
        }
        // Removals make room for new refs: refs/remotes/o/a before refs/remotes/o/a/b.
        return (updates.filter { $0.new == nil } + updates.filter { $0.new != nil }, changes)
    }
}
