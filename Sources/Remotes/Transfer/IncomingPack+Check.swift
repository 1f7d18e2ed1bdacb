internal import Objects
internal import Packs
internal import Store
internal import Synchronization
internal import Threads

/// Facts about objects that arrived.
struct IncomingFacts {
    struct Link: Hashable {
        let id: ObjectID
        let kind: ObjectKind?
        var length: UInt32?
        /// Whether it is the target of a symbolic link.
        var isTarget = false
    }

    struct Fact {
        let kind: ObjectKind
        let length: UInt32
        /// Its links, by their numbers from ``firstLink`` on. Trees have most of them in common.
        var linkNumbers: [UInt32] = []
        var firstLink = 0
        /// For a blob: whether it may be the target of a symbolic link.
        var canBeTarget = false
        /// For a tree.
        var shape: TreeShape?
    }

    var facts: [ObjectID: Fact] = [:]
    /// Each once for every frame that contains it.
    var links: [Link] = []
    var recipes: [Recipe] = []
    var chunkLists: [ObjectID: ChunkList] = [:]
    /// The total size of all files in chunks, in bytes; the maximum on overflow.
    var fileBytes: UInt64 = 0
    /// Commits and tags with the verdict on their signature, if they have one.
    var verdicts: [ObjectID: SignatureVerdict] = [:]

    func links(of fact: Fact) -> [Link] { fact.linkNumbers.map { links[fact.firstLink + Int($0)] } }

    /// An incoming tree, to be counted.
    func node(_ id: ObjectID) -> TreeExtents.Node? {
        guard let fact = facts[id], let shape = fact.shape else { return nil }
        return (
            shape, shape.folders.map { links[fact.firstLink + Int(fact.linkNumbers[Int($0.entry)])].id }
        )
    }

    fileprivate mutating func add(file length: UInt64) {
        let (sum, overflow) = fileBytes.addingReportingOverflow(length)
        fileBytes = overflow ? .max : sum
    }

    /// Adds the facts about other objects.
    fileprivate mutating func join(_ other: IncomingFacts) {
        for (id, var fact) in other.facts {
            fact.firstLink = links.count
            facts[id] = fact
        }
        links += other.links
        recipes += other.recipes
        chunkLists.merge(other.chunkLists) { a, _ in a }
        add(file: other.fileBytes)
        verdicts.merge(other.verdicts) { a, _ in a }
    }
}

extension IncomingPack {
    /// Decodes and hashes everything that arrived, on all cores, and parses everything but blobs.
    ///
    /// - Throws: ``RemoteError/lied(_:what:)`` for the first thing that is wrong.
    func check(trusting signers: TrustedSigners = TrustedSigners()) throws -> IncomingFacts {
        var starts = [Int](repeating: 0, count: frames.count + 1)
        for entry in entries { starts[Int(entry.frame) + 1] += 1 }
        for index in frames.indices { starts[index + 1] += starts[index] }
        let (entries, firsts, source, read) = (entries, starts, source, frameReader)
        let width = Parallel.width(forFramesOf: frames.map(\.length).max())
        let pieces = try Parallel.map(Array(frames.indices), width: width) { index in
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
        guard limits.allowsFiles(all.fileBytes, from: decoded) else {
            throw RemoteError.limit(
                "'\(source)' sends objects of \(decoded) bytes that represent files of \(all.fileBytes)",
                setting: "transfer.maxExpansion")
        }
        return all
    }
}

/// The facts about the objects of one frame.
private struct Lesson {
    private(set) var facts = IncomingFacts()
    private var table = LinkTable()
    private var trees = TreeLinkReader<UInt32>()

    mutating func learn(_ object: ObjectDatabase.Object, _ signers: TrustedSigners) throws {
        typealias Link = IncomingFacts.Link
        var links: [Link] = []
        var linkNumbers: [UInt32] = []
        var canBeTarget = false
        var shape: TreeShape?
        switch object.kind {
        case .blob: canBeTarget = (try? LinkTarget.check(object.payload)) != nil
        case .session: _ = try ReplaySession.sealed(inFile: object.payload)
        case .bundle: _ = try RerunBundle(payload: object.payload)
        case .recipe: facts.recipes.append(try Recipe(payload: object.payload))
        case .output, .computation, .environment:
            links = try ObjectLinks.links(of: object.kind, object.payload).map { Link(id: $0.id, kind: $0.kind) }
        case .chunks:
            let list = try ChunkList(payload: object.payload)
            facts.chunkLists[object.id] = list
            facts.add(file: list.length)
            links = list.chunks.map { Link(id: $0.id, kind: .blob, length: $0.length) }
        case .tree:
            var table = LinkTable()
            swap(&table, &self.table)
            defer { swap(&table, &self.table) }
            linkNumbers = try trees.read(object.payload) { link in
                table.number(of: Link(id: link.id, kind: link.kind, isTarget: link.isTarget))
            }
            shape = trees.lastShape()
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
            kind: object.kind, length: UInt32(object.payload.count), linkNumbers: linkNumbers, canBeTarget: canBeTarget,
            shape: shape)
    }

    /// All facts.
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
