internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM as something to wait for: a descriptor that is readable once one of them came.
struct EndSignals: ~Copyable {
    private let reader: FileHandle
    private let writer: FileHandle

    /// Where the handler writes. It is a signal handler, which may touch nothing but an atomic and `write`.
    private static let target = Atomic<Int32>(-1)

    init() throws(RecordingError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system("pipe", path: "signals", code: errno) }
        reader = FileHandle(owning: ends[0])
        writer = FileHandle(owning: ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        Self.target.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                let saved = errno
                withUnsafeBytes(of: UInt8(0)) {
                    _ = write(EndSignals.target.load(ordering: .sequentiallyConsistent), $0.baseAddress, 1)
                }
                errno = saved
            }
        }
    }

    deinit {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        Self.target.store(-1, ordering: .sequentiallyConsistent)
    }

    var poll: pollfd { pollfd(fd: reader.descriptor, events: Int16(POLLIN), revents: 0) }
}
