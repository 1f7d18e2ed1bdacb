internal import Objects
internal import Packs
internal import Store
internal import Threads

extension IncomingPack {
    /// Assembles every large file whose list of chunks arrived, or was completed by what arrived, and compares its
    /// SHA-256. A list is skipped if some of its chunks are absent: the file is assembled when those are fetched.
    ///
    /// - Throws: ``RemoteError/lied(_:what:)`` for the first file that does not match its list.
    func checkFiles(_ facts: IncomingFacts, completed: [ObjectID: ChunkList] = [:]) throws {
        let lists = facts.chunkLists.merging(completed) { list, _ in list }.map { (id: $0.key, list: $0.value) }
        guard !lists.isEmpty else { return }
        let here = places()
        let (objects, source) = (repository.objects, source)
        @Sendable func place(_ id: ObjectID) throws -> Assembly.Place {
            try here[id] ?? objects.assemblyPlace(of: id)
        }
        @Sendable func check(_ id: ObjectID, _ list: ChunkList) throws {
            do {
                try Assembly(id, list, place).run()
            } catch ObjectError.missing {
                return
            } catch let damage as Damage {
                throw RemoteError.lied(source, what: "\(damage.part): \(damage.what)")
            }
        }
        // A file that fills a window uses all cores by itself.
        let (short, long) = (
            lists.filter { $0.list.length <= Assembly.windowLength },
            lists.filter { $0.list.length > Assembly.windowLength }
        )
        try Parallel.forEach(short) { try check($0.id, $0.list) }
        for file in long { try check(file.id, file.list) }
    }

    /// The locations of the blobs that arrived.
    private func places() -> [ObjectID: Assembly.Place] {
        let read = frameReader
        var places: [ObjectID: Assembly.Place] = [:]
        for entry in entries where entry.kind == .blob {
            places[entry.id] = Assembly.Place(
                frame: Assembly.Place.Frame(pack: nil, number: entry.frame), entry: entry,
                read: { try read(Int(entry.frame)) })
        }
        return places
    }
}
