internal import Packs

extension Fsck {
    /// Compares the index of packs with the packs themselves.
    func checkPackIndex(_ packs: [Pack]) {
        do {
            guard let damage = try PackIndex.findDamage(in: repository.packs, packs) else { return }
            find(Finding(.packIndexDamaged, what: damage))
        } catch {
            find(Finding(.packIndexDamaged, what: error))
        }
    }
}
