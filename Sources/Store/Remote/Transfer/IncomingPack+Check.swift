internal import Objects
internal import Synchronization

/// What has been learnt of objects that arrived.
struct IncomingFacts {
    struct Link: Hashable {
        let id: ObjectID
        let kind: ObjectKind?
        var length: UInt32?
    }

    struct Fact {
        let kind: ObjectKind
        let length: UInt32
        /// Where it leads: numbers of links, from ``firstLink`` on. Trees have most of theirs in common.
        var linkNumbers: [UInt32] = []
        var firstLink = 0
    }

    var facts: [ObjectID: Fact] = [:]
    /// Each once for every frame that has it.
    var links: [Link] = []
    var recipes: [Recipe] = []
    /// Commits and tags with the verdict on their signature, where they have one.
    var verdicts: [ObjectID: SignatureVerdict] = [:]

    func links(of fact: Fact) -> [Link] { fact.linkNumbers.map { links[fact.firstLink + Int($0)] } }

    /// Takes over what was learnt of other objects.
    fileprivate mutating func join(_ other: IncomingFacts) {
        for (id, var fact) in other.facts {
            fact.firstLink = links.count
            facts[id] = fact
        }
        links += other.links
        recipes += other.recipes
        verdicts.merge(other.verdicts) { a, _ in a }
    }
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
            var lesson = Lesson()
            for entry in entries[firsts[index]..<firsts[index + 1]] {
                let object: ObjectDatabase.Object
                do {
                    object = try ObjectDatabase.object(entry, in: bytes)
                    try lesson.learn(object, signers)
                } catch {
                    throw RemoteError.lied(source, what: "\(entry.kind.rawValue) \(entry.id.short): \(error)")
                }
            }
            return lesson.end()
        }
        var all = IncomingFacts()
        all.facts.reserveCapacity(entries.count)
        for piece in pieces { all.join(piece) }
        return all
    }
}

/// What the objects of one frame teach.
private struct Lesson {
    private(set) var facts = IncomingFacts()
    private var table = LinkTable()
    private var trees = TreeLinkReader<UInt32>()

    mutating func learn(_ object: ObjectDatabase.Object, _ signers: TrustedSigners) throws {
        typealias Link = IncomingFacts.Link
        var links: [Link] = []
        var linkNumbers: [UInt32] = []
        switch object.kind {
        case .blob: break
        case .session: _ = try SealedToken(parsing: object.payload)
        case .bundle: _ = try RerunBundle(payload: object.payload)
        case .recipe: facts.recipes.append(try Recipe(payload: object.payload))
        case .chunks:
            links = try ChunkList(payload: object.payload).chunks.map {
                Link(id: $0.id, kind: .blob, length: $0.length)
            }
        case .tree:
            var table = LinkTable()
            swap(&table, &self.table)
            defer { swap(&table, &self.table) }
            linkNumbers = try trees.read(object.payload) { id, kind in table.number(of: Link(id: id, kind: kind)) }
        case .commit:
            let commit = try Commit(payload: object.payload)
            facts.verdicts[object.id] = commit.verdict(trusting: signers)
            links = [Link(id: commit.tree, kind: .tree)] + commit.parents.map { Link(id: $0, kind: .commit) }
        case .tag:
            let tag = try AnnotatedTag(payload: object.payload)
            facts.verdicts[object.id] = tag.verdict(trusting: signers)
            links = [Link(id: tag.object, kind: tag.objectKind)]
        }
        for link in links { linkNumbers.append(table.number(of: link)) }
        facts.facts[object.id] = IncomingFacts.Fact(
            kind: object.kind, length: UInt32(object.payload.count), linkNumbers: linkNumbers)
    }
    /// All that was learnt.
    consuming func end() -> IncomingFacts {
        facts.links = table.links
        return facts
    }
}

/// Links, each once.
private struct LinkTable {
    private(set) var links: [IncomingFacts.Link] = []
    private var numbers: [IncomingFacts.Link: UInt32] = [:]

    mutating func number(of link: IncomingFacts.Link) -> UInt32 {
        if let number = numbers[link] { return number }
        let number = UInt32(links.count)
        numbers[link] = number
        links.append(link)
        return number
    }
}
