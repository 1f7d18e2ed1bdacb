internal import Glibc

/// What the system knows about a file without opening it.
public struct FileStatus: Hashable, Sendable {
    /// The type of a directory entry.
    public enum Kind: Hashable, Sendable {
        case regular, folder, symbolicLink
        /// A FIFO, a socket or a device.
        case special

        /// - Parameter type: the type in a directory entry, readdir(3); nil if that is not known.
        init?(listed type: Int) {
            switch type {
            case Int(DT_UNKNOWN): return nil
            case Int(DT_REG): self = .regular
            case Int(DT_DIR): self = .folder
            case Int(DT_LNK): self = .symbolicLink
            default: self = .special
            }
        }
    }

    public let kind: Kind
    public let isExecutable: Bool
    /// The bits of chmod(2): who may read, write and execute the file.
    package let permissions: UInt32
    /// In bytes.
    public let size: UInt64
    /// Nanoseconds since 1970.
    public let modified: Int64
    /// Nanoseconds since 1970: when the name, owner, mode or content last changed.
    public let changed: Int64
    public let inode: UInt64
    public let device: UInt64
    /// Its size on disk, in bytes.
    package let allocated: UInt64
    /// The owner's user id.
    public let owner: UInt32

    package func isSameFile(as other: FileStatus) -> Bool { (inode, device) == (other.inode, other.device) }

    /// The status of the file at `path`; nil if there is none or it cannot be examined. A link is not followed.
    package static func find(_ path: String) -> FileStatus? {
        var status = stat()
        let found = try? system(.status, path) { lstat(path, &status) }
        return found == nil ? nil : FileStatus(status)
    }

    /// The same, following links.
    package static func findFollowingLinks(_ path: String) -> FileStatus? {
        var status = stat()
        let found = try? system(.status, path) { stat(path, &status) }
        return found == nil ? nil : FileStatus(status)
    }

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symbolicLink
        default: kind = .special
        }
        isExecutable = status.st_mode & S_IXUSR != 0
        permissions = status.st_mode & 0o7777
        allocated = UInt64(max(status.st_blocks, 0)) * 512
        size = UInt64(max(status.st_size, 0))
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
        owner = status.st_uid
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
