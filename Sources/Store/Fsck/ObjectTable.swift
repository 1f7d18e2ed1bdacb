internal import Objects

/// Facts about objects, and their links.
///
/// Hostile objects may refer to each other millions of times in a few megabytes that compress well, so a link takes 12
/// bytes: the number of its object instead of the identity.
struct ObjectTable {
    struct Fact {
        let kind: ObjectKind
        let length: UInt32
        /// For a tree.
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
    /// Nil for an object that others refer to, and that has not been found itself.
    private var facts: [Fact?] = []
    /// The number of objects that are present.
    private(set) var count = 0

    subscript(id: ObjectID) -> Fact? { numbers[id].flatMap { facts[Int($0)] } }

    /// All objects that are present.
    var all: some Sequence<(id: ObjectID, fact: Fact)> {
        facts.indices.lazy.compactMap { index in facts[index].map { (ids[index], $0) } }
    }

    func links(of fact: Fact) -> some Sequence<Fsck.Link> {
        fact.links.lazy.map { Fsck.Link(id: ids[Int($0.object)], kind: $0.kind, length: $0.length) }
    }

    /// The target of the link at an index of an object.
    func target(_ index: Int, of fact: Fact) -> ObjectID { ids[Int(fact.links[index].object)] }

    /// Notes that an object is present.
    ///
    /// - Returns: whether it is new.
    mutating func add(_ id: ObjectID, _ kind: ObjectKind, length: UInt32) -> Bool {
        let number = number(of: id)
        guard facts[number] == nil else { return false }
        facts[number] = Fact(kind: kind, length: length)
        count += 1
        return true
    }

    /// Notes the links of an object that is present.
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
