internal import Glibc

/// A lock between processes (flock(2)) on a file of its own. The kernel releases it when the process ends, for whatever
/// reason.
package struct FileLock: ~Copyable, Sendable {
    package enum Mode: Sendable {
        case shared, exclusive

        fileprivate var flag: Int32 { self == .shared ? LOCK_SH : LOCK_EX }
    }

    /// Nil if a reader does without a lock.
    private let file: File?

    /// Takes the lock, waiting for at most `wait`.
    ///
    /// A shared lock needs no write permission. If there is no lock file and none can be created, no process with this
    /// user's permissions writes, and readers look again when a pack is gone.
    ///
    /// - Throws: ``LockHeld``, ``FileError``.
    package init(_ name: Name, in folder: Folder, _ mode: Mode, wait: Duration) throws {
        file = try Self.locked(name, in: folder, mode, wait: wait)
    }

    private static func locked(_ name: Name, in folder: Folder, _ mode: Mode, wait: Duration) throws -> File? {
        let file: File
        do throws(FileError) {
            file = try folder.openLock(name)
        } catch {
            guard mode == .shared, error.isNotWritable else { throw error }
            guard let found = try folder.findFile(name) else { return nil }
            try found.lock(mode, wait: wait)
            return found
        }
        try file.lock(mode, wait: wait)
        return file
    }
}

/// Another process holds a lock.
public struct LockHeld: Error, Hashable, Sendable, CustomStringConvertible {
    /// The lock file.
    public let path: String
    /// How long this process waited for it.
    public let waited: Duration

    package init(path: String, waited: Duration) {
        self.path = path
        self.waited = waited
    }

    public var description: String { "another at1 holds '\(path)' (waited \(waited.components.seconds) s)" }
}

extension Folder {
    /// Locks the folder itself, without waiting; false if another process holds the lock.
    package func tryLock() throws(FileError) -> Bool {
        do throws(FileError) {
            try system(.lock, path) { flock(descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch  where error.code == EWOULDBLOCK {
            return false
        }
    }
}

extension File {
    /// Locks the open file, without waiting; false if another process holds the lock.
    package func tryLock(_ mode: FileLock.Mode) throws(FileError) -> Bool {
        do throws(FileError) {
            try system(.lock, path) { flock(descriptor, mode.flag | LOCK_NB) }
            return true
        } catch  where error.code == EWOULDBLOCK {
            return false
        }
    }

    /// Locks the open file, waiting for as long as it takes.
    package func lock(_ mode: FileLock.Mode) throws(FileError) {
        try system(.lock, path) { flock(descriptor, mode.flag) }
    }

    package func unlock() { flock(descriptor, LOCK_UN) }

    /// Locks the open file, waiting for at most `wait`.
    ///
    /// - Throws: ``LockHeld``, ``FileError``.
    fileprivate func lock(_ mode: FileLock.Mode, wait: Duration) throws {
        let clock = ContinuousClock()
        let deadline = clock.now + wait
        var pause = 1_000 as UInt32
        while try !tryLock(mode) {
            guard clock.now < deadline else { throw LockHeld(path: path, waited: wait) }
            usleep(pause)
            pause = min(pause * 2, 50_000)
        }
    }
}
