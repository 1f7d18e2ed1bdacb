internal import Files
package import Glibc
internal import Synchronization

/// SIGINT and SIGTERM as something to wait for: a descriptor that is readable once one of them has arrived.
package struct EndSignals: ~Copyable {
    private let reader: File
    private let writer: File

    /// Where the handler writes to. It is a signal handler, which may use nothing but an atomic and `write`.
    private static let target = Atomic<Int32>(-1)

    package init() throws(RecordingError) {
        let ends = try RecordingError.naming { () throws(FileError) in try Descriptor.pipe("signals") }
        reader = File(descriptor: ends.reader.number, path: "signals")
        writer = File(descriptor: ends.writer.number, path: "signals")
        Self.target.store(ends.writer.number, ordering: .sequentiallyConsistent)
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

    package var poll: pollfd { pollfd(fd: reader.descriptor, events: Int16(POLLIN), revents: 0) }
}
