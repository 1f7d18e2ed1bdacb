internal import Glibc

/// A Unix socket at a path, which goes when its holder does.
struct Listener: ~Copyable {
    private let file: FileHandle
    private let path: String

    /// Listens at `path`. A socket that nobody listens at any more is replaced.
    init(at path: String) throws(RecordingError) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Self.closeOnExec | Self.nonBlocking, 0)
        guard descriptor >= 0 else { throw .system("socket", path: path, code: errno) }
        let file = FileHandle(owning: descriptor)
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room, !path.utf8.contains(0) else { throw .socketPathTooLong(path: path) }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        if try Self.isAbandoned(address, path) { unlink(path) }
        guard Self.with(address, { bind(descriptor, $0, $1) }) == 0 else {
            throw .system("bind", path: path, code: errno)
        }
        guard chmod(path, 0o600) == 0, listen(descriptor, 64) == 0 else {
            throw .system("listen", path: path, code: errno)
        }
        self.file = file
        self.path = path
    }

    deinit {
        unlink(path)
    }

    /// The next client that waits, nil when there is none.
    func accept() -> FileHandle? {
        let descriptor = Glibc.accept(file.descriptor, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return FileHandle(owning: descriptor)
    }

    var poll: pollfd { pollfd(fd: file.descriptor, events: Int16(POLLIN), revents: 0) }

    private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
    private static let nonBlocking = Int32(SOCK_NONBLOCK.rawValue)

    private static func isAbandoned(_ address: sockaddr_un, _ path: String) throws(RecordingError) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | closeOnExec, 0)
        guard descriptor >= 0 else { throw .system("socket", path: path, code: errno) }
        let probe = FileHandle(owning: descriptor)
        guard with(address, { connect(probe.descriptor, $0, $1) }) != 0 else { throw .socketInUse(path: path) }
        return errno == ECONNREFUSED
    }

    private static func with(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
