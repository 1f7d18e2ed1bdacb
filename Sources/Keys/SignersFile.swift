internal import Files
package import Objects
internal import Sodium

/// A signers file on disk.
package struct SignersFile: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// The trusted signers; none if there is no file.
    package func read() throws(KeysError) -> TrustedSigners { try find() ?? TrustedSigners() }

    /// The trusted signers; nil if there is no file.
    package func find() throws(KeysError) -> TrustedSigners? {
        guard let contents = try SecretFile.find(path, limit: TrustedSigners.maximumLength) else { return nil }
        do throws(DecodeError) {
            return try TrustedSigners(parsing: contents.bytes.withUnsafeBytes { Array($0) })
        } catch {
            throw KeysError.malformed(path: path, error)
        }
    }

    /// Changes the file in one step, while no other at1 changes it. It is created if it is missing.
    package func change<Result>(_ body: (inout TrustedSigners) -> Result) throws(KeysError) -> Result {
        let (folderPath, name) = Folder.split(path)
        if folderPath != "." { try SecretFile.createFolder(folderPath) }
        let folder = try KeysError.naming { () throws(FileError) in try Folder(at: folderPath) }
        let lockName = Name(name + ".lock")
        let lock = try KeysError.naming { () throws(FileError) in try takeLock(lockName, in: folder) }
        // Before the lock is released: the next holder must not find its own file removed.
        defer { withExtendedLifetime(lock) { try? folder.removeFile(lockName) } }
        sweep(folder)
        var signers = try read()
        let result = body(&signers)
        var bytes = signers.bytes
        try SecretFile.write(SecretBytes(wiping: &bytes), to: path, mode: 0o644, replacing: true)
        return result
    }

    /// Removes temporary files of killed processes. Under the lock.
    private func sweep(_ folder: Folder) {
        let (prefix, suffix) = (SecretFile.temporaryPrefix(path), DraftFile.temporarySuffix)
        for name in (try? folder.names()) ?? []
        where name.description.hasPrefix(prefix) && name.description.hasSuffix(suffix) {
            try? folder.removeFile(name)
        }
    }

    /// Takes the lock, on a file that its holder removes. If the file is gone by the time that it is locked, it tries
    /// again.
    private func takeLock(_ name: Name, in folder: Folder) throws(FileError) -> HeldLock {
        while true {
            let file = try folder.openLock(name, permissions: 0o600)
            try file.lock(.exclusive)
            if let named = try folder.find(name), try named.isSameFile(as: file.status()) { return HeldLock(file) }
        }
    }

    /// A locked file; the lock is released with it.
    private final class HeldLock {
        private let file: File
        init(_ file: consuming File) { self.file = file }
    }
}
