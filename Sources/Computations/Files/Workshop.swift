internal import Files
internal import Glibc
internal import Synchronization

/// Where programs are executed: a private folder of this process below the user's cache, removed at its end.
///
/// It is locked for the lifetime of the process, so that the next one can recognise what a killed one left, and removes
/// it.
final class Workshop: Sendable {
    let path: String
    private let locked: Folder
    private let count = Atomic(0)

    /// - Parameter cache: at1's folder in the user's cache.
    init(in cache: String) throws {
        let folder = cache + "/work"
        try Folder.create(folder, permissions: 0o755)
        Self.sweep(folder)
        while true {
            let path = folder + "/" + String(UInt64.random(in: 0 ... .max), radix: 36)
            try system(.create, path) { mkdir(path, 0o700) }
            // Another process swept it away before it was locked: try again.
            guard let locked = Self.locked(path), FileStatus.find(path) != nil else { continue }
            self.path = path
            self.locked = locked
            return
        }
    }

    /// One in memory, where a folder lists its newest files first; nil if there is no room for `bytes`, or no private
    /// place.
    static func inMemory(for bytes: UInt64) -> Workshop? {
        let place = "/dev/shm/at1-\(geteuid())"
        var space = statvfs()
        guard statvfs("/dev/shm", &space) == 0,
            UInt64(space.f_bavail) * UInt64(space.f_frsize) / 8 > bytes + 16 << 20,
            (try? Folder.create(place, permissions: 0o700)) != nil, let status = FileStatus.find(place),
            status.kind == .folder, status.owner == geteuid(), status.permissions & 0o077 == 0
        else { return nil }
        return try? Workshop(in: place)
    }

    /// The folder at `path`, locked; nil if it does not exist, or another process holds the lock.
    private static func locked(_ path: String) -> Folder? {
        guard FileStatus.find(path)?.kind == .folder, let folder = try? Folder(at: path),
            (try? folder.tryLock()) == true
        else { return nil }
        return folder
    }

    deinit {
        withExtendedLifetime(locked) { Folder.removeTree(path) }
    }

    /// A new folder.
    func folder() throws -> String {
        let path = "\(path)/\(count.add(1, ordering: .relaxed).newValue)"
        try system(.create, path) { mkdir(path, 0o755) }
        return path
    }

    private static func sweep(_ folder: String) {
        for name in (try? Folder.names(folder)) ?? [] {
            let path = "\(folder)/\(name)"
            if let locked = locked(path) { withExtendedLifetime(locked) { Folder.removeTree(path) } }
        }
    }
}
