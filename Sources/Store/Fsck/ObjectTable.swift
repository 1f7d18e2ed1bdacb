internal import Objects

/// What fsck has learnt of objects, and where each leads.
///
/// A stranger's objects may lead to each other millions of times in a few megabytes that compress well, so a link takes 12
/// bytes: the number of its object instead of the identity.
struct ObjectTable {
    struct Fact {
        let kind: ObjectKind
        let length: UInt32
        /// Of a tree.
        fileprivate(set) var shape: TreeShape?
        fileprivate var links: [StoredLink] = []
    }

    fileprivate struct StoredLink {
        let object: UInt32
        let length: UInt32?
        let kind: ObjectKind?
    }

    private var numbers: [ObjectID: UInt32] = [:]
    private var ids: [ObjectID] = []
    /// Nil for an object that others lead to, and that has not been met itself.
    private var facts: [Fact?] = []
    /// The objects that are there.
    private(set) var count = 0

    subscript(id: ObjectID) -> Fact? { numbers[id].flatMap { facts[Int($0)] } }

    /// All objects that are there.
    var all: some Sequence<(id: ObjectID, fact: Fact)> {
        facts.indices.lazy.compactMap { index in facts[index].map { (ids[index], $0) } }
    }

    func links(of fact: Fact) -> some Sequence<Fsck.Link> {
        fact.links.lazy.map { Fsck.Link(id: ids[Int($0.object)], kind: $0.kind, length: $0.length) }
    }

    /// The object that the link at a place in an object leads to.
    func target(_ index: Int, of fact: Fact) -> ObjectID { ids[Int(fact.links[index].object)] }

    /// Notes that an object is there.
    ///
    /// - Returns: whether it was not known to be.
    mutating func add(_ id: ObjectID, _ kind: ObjectKind, length: UInt32) -> Bool {
        let number = number(of: id)
        guard facts[number] == nil else { return false }
        facts[number] = Fact(kind: kind, length: length)
        count += 1
        return true
    }

    /// Notes where an object leads that is there.
    mutating func learn(_ id: ObjectID, _ links: [Fsck.Link], _ shape: TreeShape?) {
        let number = number(of: id)
        guard facts[number] != nil else { return }
        var stored: [StoredLink] = []
        stored.reserveCapacity(links.count)
        for link in links {
            stored.append(
                StoredLink(object: UInt32(self.number(of: link.id)), length: link.length, kind: link.kind))
        }
        facts[number]?.links = stored
        facts[number]?.shape = shape
    }

    private mutating func number(of id: ObjectID) -> Int {
        if let number = numbers[id] { return Int(number) }
        numbers[id] = UInt32(ids.count)
        ids.append(id)
        facts.append(nil)
        return ids.count - 1
    }
}
