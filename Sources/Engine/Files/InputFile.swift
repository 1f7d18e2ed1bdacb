internal import Glibc

/// A regular file, open for reading.
public final class InputFile: ByteSource, Sendable {
    public let path: String
    /// As it was when the file was opened.
    public let length: UInt64
    private let descriptor: Int32

    /// Opens the file at `path`; what is not a regular file is refused without waiting for it.
    public init(_ path: String) throws(FileError) {
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError("open", path) }
        self.path = path
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = FileError("open", path)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError("open", path, reason: "it is not a regular file")
        }
        length = UInt64(status.st_size)
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        close(descriptor)
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileError("read", path) }
        }
    }
}
