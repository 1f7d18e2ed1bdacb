internal import Glibc

/// An open file or pipe, closed when the value's lifetime ends.
///
/// Every byte that is written to a file goes through ``write(_:)`` and ``write(_:at:)``.
public struct File: ~Copyable, Sendable {
    package let descriptor: Int32
    /// The name used in errors.
    package let path: String

    package init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    public func status() throws(FileError) -> FileStatus {
        var status = stat()
        try system(.status, path) { fstat(descriptor, &status) }
        return FileStatus(status)
    }

    /// Whether this is a regular file that belongs to this user and has only one link.
    package func isOwn() throws(FileError) -> Bool {
        var status = stat()
        try system(.status, path) { fstat(descriptor, &status) }
        return status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1 && status.st_uid == geteuid()
    }

    /// Reads the next bytes into `buffer`, as many as fit; fewer only at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var count = 0
        while count < buffer.count {
            let got = try system(.read, path) {
                Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            }
            if got == 0 { break }
            count += got
        }
        return count
    }

    /// The next bytes, at most `limit` of them; empty at the end of the file.
    public func read(upTo limit: Int) throws(FileError) -> [UInt8] {
        try [UInt8](atMost: limit) { buffer throws(FileError) in try read(into: buffer) }
    }

    /// All bytes of a newly opened file; fails if there are more than `limit`.
    package func contents(limit: Int) throws(FileError) -> [UInt8] {
        let size = try status().size
        guard size <= limit else { throw .tooLarge(path) }
        var bytes = try read(upTo: Int(size) + 1)
        while bytes.count <= limit {
            let more = try read(upTo: 1 << 16)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// `count` bytes from `offset`; fewer if the file ends first.
    package func read(_ count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
        try [UInt8](atMost: count) { buffer throws(FileError) in
            var done = 0
            while done < count {
                let got = try system(.read, path) {
                    pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset) + off_t(done))
                }
                if got == 0 { break }
                done += got
            }
            return done
        }
    }

    /// Writes all of `bytes` after what was written last.
    public func write(_ bytes: RawSpan) throws(FileError) {
        try write(bytes) { pointer, count, _ in Glibc.write(descriptor, pointer, count) }
    }

    /// Writes all of `bytes` after what was written last.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        try write(bytes.span.bytes)
    }

    /// Writes all of `bytes` at `offset`.
    package func write(_ bytes: RawSpan, at offset: UInt64) throws(FileError) {
        try write(bytes) { pointer, count, done in pwrite(descriptor, pointer, count, off_t(offset) + off_t(done)) }
    }

    private func write(
        _ bytes: RawSpan, _ call: (UnsafeRawPointer, Int, Int) -> Int
    ) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
            var done = 0
            do throws(FileError) {
                while done < buffer.count {
                    done += try system(.write, path) { call(buffer.baseAddress! + done, buffer.count - done, done) }
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// The descriptor, for reading and writing as on a pipe. It must not be used after this value's lifetime.
    package var stream: Descriptor { Descriptor(descriptor, path) }

    /// Passes on all remaining bytes, piece by piece.
    package func forEachPiece(_ body: (RawSpan) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes)
        }
    }

    /// Writes all bytes of this file, from its beginning, to a descriptor.
    package func copyAll(to target: Descriptor) throws(FileError) {
        try seek(to: 0)
        while true {
            let bytes = try stream.read(upTo: 1 << 18)
            if bytes.isEmpty { return }
            try target.write(bytes)
        }
    }

    /// Reads once from `offset`, at most as much as `buffer` holds; 0 only at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(FileError) -> Int {
        try system(.read, path) { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
    }

    /// Sets where the next ``write(_:)`` and ``read(upTo:)`` begin.
    package func seek(to offset: UInt64) throws(FileError) {
        try system(.read, path) { lseek(descriptor, off_t(offset), SEEK_SET) }
    }

    /// Tells the system that the file is read from front to end.
    package func adviseSequential() { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }

    /// Returns once what was written would survive a power failure.
    public func sync() throws(FileError) {
        try system(.sync, path) { fsync(descriptor) }
    }

    /// The same for the bytes and what is needed to read them, but not for the file's times.
    package func syncData() throws(FileError) {
        try system(.sync, path) { fdatasync(descriptor) }
    }

    package func truncate(to length: UInt64) throws(FileError) {
        try system(.truncate, path) { ftruncate(descriptor, off_t(length)) }
    }

    /// Sets the modification time, in nanoseconds since 1970.
    ///
    /// - Parameter andAccessed: whether to set the access time, too.
    package func setModified(_ nanoseconds: Int64, andAccessed: Bool = false) throws(FileError) {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
        let times = [andAccessed ? time : timespec(tv_sec: 0, tv_nsec: Int(UTIME_OMIT_)), time]
        try system(.setTime, path) { futimens(descriptor, times) }
    }

    package func setPermissions(_ permissions: UInt32) throws(FileError) {
        try system(.setMode, path) { fchmod(descriptor, mode_t(permissions)) }
    }
}

/// UTIME_OMIT, a macro that Swift cannot read: leave this time as it is.
private let UTIME_OMIT_ = (1 << 30) - 2
