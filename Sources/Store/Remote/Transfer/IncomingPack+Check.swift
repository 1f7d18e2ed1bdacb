internal import Objects
internal import Synchronization

/// What has been learnt of objects that arrived.
struct IncomingFacts {
    struct Link {
        let id: ObjectID
        let kind: ObjectKind?
        var length: UInt32?
    }

    struct Fact {
        let kind: ObjectKind
        let length: UInt32
        var links: [Link] = []
    }

    var facts: [ObjectID: Fact] = [:]
    var recipes: [Recipe] = []
    /// Commits and tags with the verdict on their signature, where they have one.
    var verdicts: [ObjectID: SignatureVerdict] = [:]
}

extension IncomingPack {
    /// Decodes and hashes everything that arrived, on all cores, and parses what is more than bytes.
    ///
    /// - Throws: ``RemoteError/lied(_:what:)`` for the first thing that is not right.
    func check(trusting signers: TrustedSigners = TrustedSigners()) throws -> IncomingFacts {
        var starts = [Int](repeating: 0, count: frames.count + 1)
        for entry in entries { starts[Int(entry.frame) + 1] += 1 }
        for index in frames.indices { starts[index + 1] += starts[index] }
        let (entries, firsts, source, read) = (entries, starts, source, frameReader)
        let pieces = try Parallel.map(Array(frames.indices)) { index in
            let bytes = try read(index)
            var piece = IncomingFacts()
            for entry in entries[firsts[index]..<firsts[index + 1]] {
                let object: ObjectDatabase.Object
                do {
                    object = try ObjectDatabase.object(entry, in: bytes)
                    try piece.learn(object, signers)
                } catch {
                    throw RemoteError.lied(source, what: "\(entry.kind.rawValue) \(entry.id.short): \(error)")
                }
            }
            return piece
        }
        var all = IncomingFacts()
        all.facts.reserveCapacity(entries.count)
        for piece in pieces {
            all.facts.merge(piece.facts) { a, _ in a }
            all.recipes += piece.recipes
            all.verdicts.merge(piece.verdicts) { a, _ in a }
        }
        return all
    }
}

extension IncomingFacts {
    fileprivate mutating func learn(_ object: ObjectDatabase.Object, _ signers: TrustedSigners) throws {
        var links: [Link] = []
        switch object.kind {
        case .blob: break
        case .session: _ = try SealedToken(parsing: object.payload)
        case .bundle: _ = try RerunBundle(payload: object.payload)
        case .recipe: recipes.append(try Recipe(payload: object.payload))
        case .chunks:
            links = try ChunkList(payload: object.payload).chunks.map {
                Link(id: $0.id, kind: .blob, length: $0.length)
            }
        case .tree: links = try Tree.links(payload: object.payload).map { Link(id: $0.id, kind: $0.kind) }
        case .commit:
            let commit = try Commit(payload: object.payload)
            verdicts[object.id] = commit.verdict(trusting: signers)
            links = [Link(id: commit.tree, kind: .tree)] + commit.parents.map { Link(id: $0, kind: .commit) }
        case .tag:
            let tag = try AnnotatedTag(payload: object.payload)
            verdicts[object.id] = tag.verdict(trusting: signers)
            links = [Link(id: tag.object, kind: tag.objectKind)]
        }
        facts[object.id] = Fact(kind: object.kind, length: UInt32(object.payload.count), links: links)
    }
}
