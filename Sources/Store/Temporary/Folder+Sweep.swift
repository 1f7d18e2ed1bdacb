internal import Files

extension Folder {
    /// Removes the files in this tmp/ that `select` returns. Does nothing while another process writes.
    func sweepTemporaryFiles(packs: Folder, _ select: ([Name]) throws -> [Name]) throws {
        guard try !names().isEmpty else { return }
        do {
            let lock = try FileLock("lock", in: packs, .exclusive, wait: .zero)
            for name in try select(names()) { try? removeFile(name) }
            _ = consume lock
        } catch is LockHeld {}
    }
}
