internal import Files
internal import Objects
internal import Packs
internal import Store

/// A repository in a folder of this machine, as an end of a transfer. Also what `at1 serve` answers from.
final class LocalEnd: RemoteEnd {
    private let repository: Repository
    private let label: String
    /// Who pushes to it.
    private let sender: String

    let checksWhatComes = true

    init(_ repository: Repository, label: String, sender: String? = nil) {
        self.repository = repository
        self.label = label
        self.sender = sender ?? label
    }

    package func listing() throws -> RefListing { try repository.refListing() }

    func known(_ ids: [ObjectID]) throws -> Set<ObjectID> {
        Set(try ids.filter { try repository.objects.find($0) != nil })
    }

    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws {
        // No gc may remove a pack during the walk.
        let lock = try FileLock("lock", in: repository.packs, .shared, wait: repository.options.lockWait)
        defer { _ = lock }
        try repository.objects.refresh()
        let tags = request.followsTags ? try listing().refs.compactMap { ref in ref.peeled.map { (ref.id, $0) } } : []
        let selection = try Selection(repository.objects, request, tags: tags)
        try OutgoingFrames.send(selection.ids, of: repository.objects, take)
    }

    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        try take(updates, who: who, give)
        repository.maintain()
    }

    private func take(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        try admit(updates)
        let incoming = try IncomingPack(repository, from: sender)
        try incoming.forgettingLies {
            try give(incoming.held) { try incoming.append($0) }
            let facts = try incoming.check()
            var connectivity = try Connectivity(repository, facts, source: sender, repository.absentContent())
            for update in updates {
                guard let new = update.new else { continue }
                try connectivity.check(from: new, update.name.isBranch ? .commit : nil, name: update.name.text)
            }
            try incoming.checkFiles(facts, completed: connectivity.completed)
        }
        try repository.withWriteLock { lock in
            _ = try repository.refs.plan(updates, who: who)
            _ = try repository.raiseFormat(
                for: incoming.entries.lazy.map(\.kind), columns: incoming.usesColumns, lock)
            try incoming.publish()
            try admit(updates)
            try repository.update(updates, who: who, lock)
            try repository.refreshServerInfo()
        }
    }

    /// Refuses updates that this repository never permits others.
    private func admit(_ updates: [RefUpdate]) throws {
        let settings = repository.configuration
        let elsewhere = try repository.branchesElsewhere()
        for update in updates {
            guard !update.name.isRemote else {
                throw RemoteError.refused(label, what: "\(update.name) is not a ref that others may move")
            }
            if !repository.isBare, try repository.refs.head() == .branch(update.name),
                settings["receive.denycurrentbranch"] != "ignore"
            {
                throw RemoteError.checkedOut(update.name)
            }
            if elsewhere[update.name] != nil { throw RemoteError.checkedOut(update.name) }
            if update.new == nil, try settings.flag("receive.denydeletes") == true {
                throw RemoteError.refused(label, what: "refs may not be removed there")
            }
            if try settings.flag("receive.denynonfastforwards") == true, update.name.isBranch, let new = update.new,
                let old = try repository.refs.find(update.name), try repository.objects.find(new) != nil,
                try !repository.isAncestor(old, of: new)
            {
                throw RemoteError.refused(label, what: "\(update.name.short) may only go forward there")
            }
        }
    }

    func close() {}
}
