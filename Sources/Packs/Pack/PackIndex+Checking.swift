package import Files
internal import Objects

extension PackIndex {
    /// What is wrong with the index in a folder; nil if nothing is, or if there is none. What it says of packs that are
    /// not among `packs` does not matter.
    package static func findDamage(in folder: Folder, _ packs: [Pack]) throws -> Damage? {
        do {
            return try PackIndex(in: folder).fault(packs).map { Damage(.file("packs/index"), $0) }
        } catch let damage as Damage {
            return damage
        } catch let error as FileError where error.isMissing {
            return nil
        }
    }

    private func fault(_ packs: [Pack]) throws -> String? {
        let byName = Dictionary(packs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let present = members.map { byName[$0.name] }
        // How many entries of each pack have been seen: they must be those of its own table, in order.
        var seen = [Int](repeating: 0, count: present.count)
        var fault: String?
        var last: (id: ObjectID, member: Int)?
        try forEach { id, member in
            if let last, (last.id, last.member) >= (id, member) { fault = "its entries are out of order" }
            last = (id, member)
            if let pack = present[member], seen[member] >= pack.footer.count || pack.footer.id(at: seen[member]) != id {
                fault = "it does not have the objects of pack \(pack.name.hex)"
            }
            seen[member] += 1
            return fault == nil
        }
        if let fault { return fault }
        for (number, member) in members.enumerated() {
            guard seen[number] == member.count else {
                return "it counts the objects of pack \(member.name.hex) wrongly"
            }
            guard let pack = present[number], member.count > 0 else { continue }
            if member.count != pack.footer.count { return "it does not have the objects of pack \(pack.name.hex)" }
        }
        return nil
    }
}
