internal import Glibc

/// A lock between processes, on a file of its own. The kernel lets go of it when the process ends, however it ends.
struct FileLock: ~Copyable, Sendable {
    enum Mode: Sendable { case shared, exclusive }

    private let file: File

    /// Takes the lock, waiting for it at most `wait`.
    init(_ name: Name, in folder: Folder, _ mode: Mode, wait: Duration) throws {
        file = try Self.locked(try folder.openLock(name), mode, wait: wait)
    }

    private static func locked(_ file: consuming File, _ mode: Mode, wait: Duration) throws -> File {
        let clock = ContinuousClock()
        let deadline = clock.now + wait
        var pause = 1_000 as UInt32
        while true {
            if flock(file.descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return file }
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                guard clock.now < deadline else { throw RepositoryError.locked(file.path, waited: wait) }
                usleep(pause)
                pause = min(pause * 2, 50_000)
            default: throw FileError("lock", file.path)
            }
        }
    }
}
