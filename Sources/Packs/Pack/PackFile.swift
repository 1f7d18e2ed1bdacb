internal import Files
internal import Glibc
internal import Synchronization

/// The file of a pack. Its bytes can be read for the lifetime of the value, whether or not somebody removes the file.
///
/// Only a few stay open, so that the number of packs never matters for the limit of open files. A mapping preserves the
/// bytes of the others. It is read only if the name is gone: for an open file, a failing disk is an error; for a
/// mapping it is a signal. Where the system maps no more files, a pack is read by its name alone.
struct PackFile: Sendable {
    private enum Access {
        case open(OpenPack)
        case mapped(Mapping?, Name, Folder)
    }

    let path: String
    /// The status of the file when it was opened.
    let status: FileStatus
    private let access: Access

    /// - Parameter staysOpen: nil as long as there is room.
    init(_ file: consuming File, _ name: Name, in folder: Folder, staysOpen: Bool? = nil) throws(FileError) {
        path = file.path
        status = try file.status()
        if staysOpen ?? OpenPack.isRoom {
            access = .open(OpenPack(file))
        } else {
            access = .mapped(Mapping(of: file, length: status.size), name, folder)
        }
    }

    /// A file that has no name yet, or will lose it.
    init(_ file: consuming File) throws(FileError) {
        path = file.path
        status = try file.status()
        access = .open(OpenPack(file))
    }

    /// `count` bytes from `offset`; fewer if the file ends first.
    func read(_ count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
        switch access {
        case .open(let pack): return try pack.file.read(count, at: offset)
        case .mapped(let mapping, let name, let folder):
            if let file = try folder.findFile(name), try file.status().isSameFile(as: status) {
                return try file.read(count, at: offset)
            }
            guard let mapping else { throw .missing(path) }
            return mapping.bytes.read(count, at: offset)
        }
    }
}

/// A pack's file that stays open.
private final class OpenPack: Sendable {
    let file: File

    private static let count = Atomic<Int>(0)

    /// A quarter of the files that the process may have open, and no more than a command needs that may have 64.
    private static let limit: Int = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 16 }
        return Int(min(limit.rlim_cur / 4, 16))
    }()

    /// Whether another file may stay open.
    static var isRoom: Bool { count.load(ordering: .relaxed) < limit }

    init(_ file: consuming File) {
        self.file = file
        Self.count.add(1, ordering: .relaxed)
    }

    deinit {
        Self.count.subtract(1, ordering: .relaxed)
    }
}

/// A shared mapping.
private final class Mapping: Sendable {
    let bytes: FileMapping

    /// Nil for an empty file, and if there is no room.
    init?(of file: borrowing File, length: UInt64) {
        guard let bytes = FileMapping(of: file, length: length) else { return nil }
        self.bytes = bytes
    }
}
