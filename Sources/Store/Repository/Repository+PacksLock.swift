extension Repository {
    func sharePacks() throws -> PacksLock { try PacksLock(packs, sharing, wait: options.lockWait) }
    func ownPacks() throws -> ExclusivePacksLock { try ExclusivePacksLock(packs, wait: options.lockWait) }
}
