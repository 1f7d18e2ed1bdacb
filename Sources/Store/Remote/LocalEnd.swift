internal import Objects

/// A repository in a folder of this machine, as an end of a transfer. Also what `at1 serve` answers from.
final class LocalEnd: RemoteEnd {
    private let repository: Repository
    private let label: String

    init(_ repository: Repository, label: String) {
        self.repository = repository
        self.label = label
    }

    func listing() throws -> RefListing {
        var listing = RefListing()
        if case .branch(let name) = try repository.refs.head() { listing.head = name }
        // What it has fetched from others is its own affair.
        for (name, id) in try repository.refs.list() where !name.isRemote {
            var peeled: ObjectID?
            if try repository.objects.find(id)?.kind == .tag {
                peeled = try Selection.peel(id, repository.objects)?.end
            }
            listing.refs.append(RefListing.Ref(name: name, id: id, peeled: peeled))
        }
        return listing
    }

    func known(_ ids: [ObjectID]) throws -> Set<ObjectID> {
        Set(try ids.filter { try repository.objects.find($0) != nil })
    }

    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws {
        // No gc may take a pack away under the walk.
        let lock = try FileLock("lock", in: repository.packs, .shared, wait: repository.options.lockWait)
        defer { _ = lock }
        try repository.objects.reload()
        let tags = request.followsTags ? try listing().refs.compactMap { ref in ref.peeled.map { (ref.id, $0) } } : []
        let selection = try Selection(repository.objects, request, tags: tags)
        try OutgoingFrames.send(selection.ids, of: repository.objects, take)
    }

    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        try admit(updates)
        let incoming = try IncomingPack(repository, from: label)
        try incoming.forgettingLies {
            try give(incoming.held) { try incoming.append($0) }
            let facts = try incoming.check()
            var connectivity = try Connectivity(repository, facts, source: label, repository.absentContent())
            for update in updates {
                guard let new = update.new else { continue }
                try connectivity.check(from: new, update.name.isBranch ? .commit : nil, name: update.name.text)
            }
        }
        try repository.withWriteLock { lock in
            try repository.refs.check(updates)
            try incoming.publish()
            try admit(updates)
            try repository.update(updates, who: who, lock)
            try repository.refreshServerInfo()
        }
    }

    /// What this repository never lets others do.
    private func admit(_ updates: [RefUpdate]) throws {
        let settings = repository.configuration
        for update in updates {
            guard !update.name.isRemote else {
                throw RemoteError.refused(label, what: "\(update.name) is no ref for others to move", mend: nil)
            }
            if !repository.isBare, try repository.refs.head() == .branch(update.name),
                settings["receive.denycurrentbranch"] != "ignore"
            {
                throw RemoteError.checkedOut(update.name)
            }
            if update.new == nil, try settings.flag("receive.denydeletes") == true {
                throw RemoteError.refused(label, what: "refs may not be removed there", mend: nil)
            }
            if try settings.flag("receive.denynonfastforwards") == true, update.name.isBranch, let new = update.new,
                let old = try repository.refs.find(update.name), try repository.objects.find(new) != nil,
                try !repository.isAncestor(old, of: new)
            {
                throw RemoteError.refused(label, what: "\(update.name.short) may only go forward there", mend: nil)
            }
        }
    }

    func close() {}
}

extension RefStore {
    /// - Throws: ``RepositoryError/refMoved(_:expected:found:)``, ``RepositoryError/refConflict(_:with:)``, where
    ///   ``apply(_:who:)`` would.
    func check(_ updates: [RefUpdate]) throws {
        for update in updates {
            if case .exactly(let expected) = update.expected {
                let found = try find(update.name)
                guard found == expected else {
                    throw RepositoryError.refMoved(update.name, expected: expected, found: found)
                }
            }
            if update.new != nil { try checkConflict(update.name) }
        }
    }
}
