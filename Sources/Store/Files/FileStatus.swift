internal import Glibc

/// What the system knows of a file without opening it.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case regular, folder, symbolicLink
        /// A FIFO, a socket or a device.
        case special
    }

    public let kind: Kind
    public let isExecutable: Bool
    /// In bytes.
    public let size: UInt64
    /// Nanoseconds since 1970.
    public let modified: Int64
    /// Nanoseconds since 1970: when name, owner, mode or content last changed.
    public let changed: Int64
    public let inode: UInt64
    public let device: UInt64

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symbolicLink
        default: kind = .special
        }
        isExecutable = status.st_mode & S_IXUSR != 0
        size = UInt64(max(status.st_size, 0))
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
