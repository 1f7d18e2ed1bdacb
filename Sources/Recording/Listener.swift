internal import Files
internal import Glibc

/// A Unix socket at a path, removed with this value.
struct Listener: ~Copyable {
    private let file: File
    private let path: String

    /// Listens at `path`. A socket that nobody listens on is replaced.
    init(at path: String) throws(RecordingError) {
        let file = try Self.socket(path, Self.nonBlocking)
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room, !path.utf8.contains(0) else { throw .socketPathTooLong(path: path) }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        if try Self.isAbandoned(address, path) { unlink(path) }
        try RecordingError.naming { () throws(FileError) in
            try system(.create, path) { Self.with(address) { bind(file.descriptor, $0, $1) } }
            try system(.setMode, path) { chmod(path, 0o600) }
            try system(.listen, path) { listen(file.descriptor, 64) }
        }
        self.file = file
        self.path = path
    }

    deinit {
        unlink(path)
    }

    /// The next waiting client; nil if there is none.
    func accept() -> File? {
        let waiting = try? system(.listen, path) { Glibc.accept(file.descriptor, nil, nil) }
        guard let descriptor = waiting else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return File(descriptor: descriptor, path: "client")
    }

    var poll: pollfd { pollfd(fd: file.descriptor, events: Int16(POLLIN), revents: 0) }

    private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
    private static let nonBlocking = Int32(SOCK_NONBLOCK.rawValue)

    private static func isAbandoned(_ address: sockaddr_un, _ path: String) throws(RecordingError) -> Bool {
        let probe = try socket(path)
        do throws(FileError) {
            try system(.connect, path) { with(address) { connect(probe.descriptor, $0, $1) } }
        } catch {
            return error.code == ECONNREFUSED
        }
        throw .socketInUse(path: path)
    }

    private static func socket(_ path: String, _ flags: Int32 = 0) throws(RecordingError) -> File {
        let descriptor = try RecordingError.naming { () throws(FileError) in
            try system(.create, path) { Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | closeOnExec | flags, 0) }
        }
        return File(descriptor: descriptor, path: path)
    }

    private static func with(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
