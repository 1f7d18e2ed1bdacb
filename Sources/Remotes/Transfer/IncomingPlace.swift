internal import Files
internal import Store

/// The files of an incoming transfer: in incoming/, under a lock, to be continued after an interruption; or, while
/// another process uses that, in tmp/, to be discarded.
final class IncomingPlace: Sendable {
    let folder: Folder
    /// The file of the frames.
    let frames: Name
    let file: File
    /// The table of the frames; nil in tmp/.
    let table: Table?

    /// The table of frames, and the lock on both files.
    final class Table: Sendable {
        static let name: Name = "table"
        let file: File
        private let lock: FileLock

        init(_ file: consuming File, _ lock: consuming FileLock) {
            self.file = file
            self.lock = lock
        }
    }

    private init(_ folder: Folder, _ frames: Name, _ file: consuming File, _ table: Table?) {
        self.folder = folder
        self.frames = frames
        self.file = file
        self.table = table
    }

    /// - Parameter resuming: false for files of this process alone.
    static func open(in repository: Repository, resuming: Bool = true) throws -> IncomingPlace {
        guard resuming else { return try openOwn(in: repository) }
        try repository.folder.createFolder("incoming")
        let folder = try repository.folder.openFolder("incoming")
        do {
            let lock = try FileLock("lock", in: folder, .exclusive, wait: .zero)
            let table = Table(try folder.openOwn(Table.name), lock)
            return IncomingPlace(folder, "frames", try folder.openOwn("frames"), table)
        } catch is LockHeld {
            return try openOwn(in: repository)
        }
    }

    private static func openOwn(in repository: Repository) throws -> IncomingPlace {
        let name = Name("incoming-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        return IncomingPlace(try repository.temporary, name, try repository.temporary.createFile(name), nil)
    }
}
