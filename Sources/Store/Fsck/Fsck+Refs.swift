internal import Objects
internal import Packs

extension Fsck {
    /// Checks the logs, the journals of interrupted updates and checkouts, and that tags have the names of their refs.
    func checkNames() throws {
        checkLogs()
        do {
            _ = try repository.refs.journal()
        } catch {
            find(Finding(.movesDamaged, what: error))
        }
        for view in views {
            do {
                _ = try view.pendingCheckout()
            } catch {
                find(Finding(.pendingDamaged, what: error))
            }
        }
        checkTagNames()
    }

    /// The journal of refs; nil if it is damaged, so that the files of the refs are checked all the same.
    var moves: RefMoves? { (try? repository.refs.journal()) ?? nil }

    /// Only for signed tags: the signature does not cover the name of the ref. Other tags may have several names.
    private func checkTagNames() {
        try? repository.refs.forEach(in: moves) { name, read in
            guard name.isTag, let id = try? read(), let tag = try? repository.objects.tag(id) else { return }
            guard tag.signature != nil, !tag.name.utf8.elementsEqual(name.short.utf8) else { return }
            find(Finding(.tagRenamed, id, .tag, "\(name) points to a signed tag named '\(tag.name)'"))
        }
    }
}
