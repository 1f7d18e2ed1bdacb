package import Packs

extension Repository {
    package func sharePacks() throws -> PacksLock { try PacksLock(packs, sharing, wait: options.lockWait) }
    package func ownPacks() throws -> ExclusivePacksLock { try ExclusivePacksLock(packs, wait: options.lockWait) }
}
