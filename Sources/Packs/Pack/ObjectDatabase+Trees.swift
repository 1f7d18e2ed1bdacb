package import Objects
internal import Threads

extension ObjectDatabase {
    /// The links of some trees, each at least once. Each frame is read once for all trees in it, and the frames are
    /// read on all cores.
    package func links(ofTrees ids: [ObjectID]) throws -> [(id: ObjectID, kind: ObjectKind)] {
        struct Key: Hashable {
            let pack: ObjectIdentifier
            let frame: UInt32
        }
        struct Group: Sendable {
            let pack: Pack
            var entries: [PackFooter.Entry]
        }
        var numbers: [Key: Int] = [:]
        var groups: [Group] = []
        for id in ids {
            let (pack, entry) = try getPlace(of: id)
            guard entry.kind == .tree else {
                throw Damage.kindDiffers(id, found: entry.kind, stated: .tree)
            }
            let key = Key(pack: ObjectIdentifier(pack), frame: entry.frame)
            if let number = numbers[key] {
                groups[number].entries.append(entry)
            } else {
                numbers[key] = groups.count
                groups.append(Group(pack: pack, entries: [entry]))
            }
        }
        let width = Parallel.width(
            forFramesOf: groups.map { $0.pack.footer.frames[Int($0.entries[0].frame)].length }.max())
        return try Parallel.map(groups, width: width) { group in try self.links(of: group.entries, in: group.pack) }
            .flatMap { $0 }
    }

    /// The links of trees in one frame.
    private func links(
        of entries: [PackFooter.Entry], in pack: Pack
    ) throws -> [(id: ObjectID, kind: ObjectKind)] {
        let frame = Int(entries[0].frame)
        let wanted = entries.total { UInt64($0.length) }
        // A frame of which most is needed now will hardly be needed again.
        let isMost = wanted > UInt64(pack.footer.frames[frame].length / 2)
        let bytes = try isMost ? pack.frame(frame) : cache.frame(frame, of: pack)
        var reader = TreeLinkReader<Void>()
        var links: [(id: ObjectID, kind: ObjectKind)] = []
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            let tree = try Self.object(entry, in: bytes)
            do {
                _ = try reader.read(tree.payload) { link in links.append((link.id, link.kind)) }
            } catch {
                throw Damage(.content(.tree, entry.id), "\(error)")
            }
        }
        return links
    }
}
