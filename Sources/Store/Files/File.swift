internal import Glibc

/// An open file. Closed when the value ends.
///
/// Every byte that the store writes goes through ``write(_:)`` and ``write(_:at:)``.
public struct File: ~Copyable, Sendable {
    let descriptor: Int32
    /// What errors call it.
    let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    public func status() throws(FileError) -> FileStatus {
        var status = stat()
        try system("look at", path) { fstat(descriptor, &status) }
        return FileStatus(status)
    }

    /// Reads the next bytes into `buffer`, as many as fit; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var count = 0
        while count < buffer.count {
            let got = try system("read", path) {
                Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            }
            if got == 0 { break }
            count += got
        }
        return count
    }

    /// The next bytes, at most `limit` of them; empty at the end of the file.
    public func read(upTo limit: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(FileError) { count = try read(into: UnsafeMutableRawBufferPointer(buffer)) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// `count` bytes from `offset`; fewer where the file ends before.
    func read(_ count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            do throws(FileError) {
                while done < count {
                    let got = try system("read", path) {
                        pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset) + off_t(done))
                    }
                    if got == 0 { break }
                    done += got
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes` at the end of what was written before.
    public func write(_ bytes: RawSpan) throws(FileError) {
        try write(bytes) { pointer, count, _ in Glibc.write(descriptor, pointer, count) }
    }

    /// Writes all of `bytes` at the end of what was written before.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        try write(bytes.span.bytes)
    }

    /// Writes all of `bytes` at `offset`.
    func write(_ bytes: RawSpan, at offset: UInt64) throws(FileError) {
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
                    done += try system("write to", path) { call(buffer.baseAddress! + done, buffer.count - done, done) }
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Returns when what was written would survive a loss of power.
    public func sync() throws(FileError) {
        try system("sync", path) { fsync(descriptor) }
    }

    func truncate(to length: UInt64) throws(FileError) {
        try system("truncate", path) { ftruncate(descriptor, off_t(length)) }
    }

    func setModified(_ nanoseconds: Int64) throws(FileError) {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let times = [
            timespec(tv_sec: 0, tv_nsec: Int(UTIME_OMIT_)), timespec(tv_sec: Int(seconds), tv_nsec: Int(rest)),
        ]
        try system("set the time of", path) { futimens(descriptor, times) }
    }
}

/// UTIME_OMIT, a macro that Swift cannot read: leave this time as it is.
private let UTIME_OMIT_ = (1 << 30) - 2

extension File {
    /// Opens the file at `path` for reading, following links: for paths that the user gave.
    init(at path: String) throws(FileError) {
        let descriptor = try system("open", path) { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        self.init(descriptor: descriptor, path: path)
    }
}
