internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// Whether the size of what will be written is compared with the free space.
    var checksSpace: Bool { get throws { try configuration.flag("core.checkspace") != false } }

    /// Compares the size of what a checkout will write with the free space, before anything changes: a few bytes in the
    /// store may represent more than any disk holds. A file that already has its length does not count.
    ///
    /// - Throws: ``WorkTreeError/noSpace(needed:free:)``, ``WorkTreeError/noSpaceForFiles(needed:free:)``.
    func checkSpace(for plan: CheckoutPlan, _ workTree: WorkTree, _ options: CheckoutOptions) throws {
        guard try checksSpace, let free = workTree.root.freeSpace else { return }
        let absent = try absentContent()
        var (bytes, files) = (UInt64(0), UInt64(0))
        for (entry, _) in plan.writes {
            if options.isLazy, try isLarge(entry) { continue }
            if options.leavesUnready, try isUnready(entry) { continue }
            // Absent content comes from elsewhere; the size of a link is negligible.
            guard entry.mode != .symbolicLink, try objects.find(entry.id) != nil || !absent.allows(entry.id, entry.kind)
            else { continue }
            let length = try contentLength(entry.kind, entry.id)
            let status = try workTree.findSafely(entry.path)
            if status == nil { files += 1 }
            guard status?.size != length else { continue }
            let (sum, overflow) = bytes.addingReportingOverflow(length)
            bytes = overflow ? .max : sum
        }
        guard bytes <= free.bytes else { throw WorkTreeError.noSpace(needed: bytes, free: free.bytes) }
        if let room = free.files, files > room {
            throw WorkTreeError.noSpaceForFiles(needed: files, free: room)
        }
    }
}
