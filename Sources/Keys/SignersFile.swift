internal import Glibc
public import Objects
internal import Sodium

/// A signers file on disk.
public struct SignersFile: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    /// Who is trusted; nobody where there is no file.
    public func read() throws(KeysError) -> TrustedSigners {
        guard let contents = try SecretFile.find(path, limit: TrustedSigners.maximumLength) else {
            return TrustedSigners()
        }
        do throws(DecodeError) {
            return try TrustedSigners(parsing: contents.bytes.withUnsafeBytes { Array($0) })
        } catch {
            throw KeysError.malformed(path: path, error)
        }
    }

    /// Changes the file, in one step and while no other at1 changes it. It is made where it is missing.
    public func change<Result>(_ body: (inout TrustedSigners) -> Result) throws(KeysError) -> Result {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try SecretFile.makeFolder(String(path[..<slash]))
        }
        let lock = try takeLock()
        defer {
            unlink(path + ".lock")
            close(lock)
        }
        sweep()
        var signers = try read()
        let result = body(&signers)
        var bytes = signers.bytes
        try SecretFile.write(SecretBytes(wiping: &bytes), to: path, mode: 0o644, replacing: true)
        return result
    }

    /// Removes what was left, in the place of this file, by those who were killed. Under the lock.
    private func sweep() {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? ""
        let start = (slash.map { String(path[path.index(after: $0)...]) } ?? path) + "."
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(start), name.hasSuffix(SecretFile.temporarySuffix) { unlink(folder + name) }
        }
    }

    /// Takes the lock, on a file that its holder removes: who gets the lock of a file that is gone by then tries again.
    private func takeLock() throws(KeysError) -> Int32 {
        while true {
            let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard lock >= 0 else { throw KeysError.system("lock", path) }
            while flock(lock, LOCK_EX) != 0 {
                if errno == EINTR { continue }
                close(lock)
                throw KeysError.system("lock", path)
            }
            var held = stat()
            var named = stat()
            if fstat(lock, &held) == 0, lstat(path + ".lock", &named) == 0, held.st_ino == named.st_ino { return lock }
            close(lock)
        }
    }
}
