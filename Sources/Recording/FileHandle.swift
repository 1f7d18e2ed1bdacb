internal import Glibc

/// A file descriptor, closed when its holder goes.
struct FileHandle: ~Copyable {
    let descriptor: Int32

    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8], path: String) throws(RecordingError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw .system("write", path: path, code: errno)
            }
        }
    }

    /// Reads at most `limit` bytes; empty at the end of the file, nil when there are none yet.
    func read(atMost limit: Int, path: String) throws(RecordingError) -> [UInt8]? {
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
                let result = Glibc.read(descriptor, buffer.baseAddress, limit)
                code = result < 0 ? errno : 0
                count = max(0, result)
            }
            switch code {
            case 0: return bytes
            case EINTR: continue
            case EAGAIN: return nil
            default: throw .system("read", path: path, code: code)
            }
        }
    }

    /// Reads from here to the end.
    func readAll(path: String) throws(RecordingError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try read(atMost: 1 << 20, path: path), !more.isEmpty { bytes += more }
        return bytes
    }
}

enum SystemMessage {
    /// What the system says about an error number.
    static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        return strerror_r(code, &buffer, buffer.count) == 0
            ? String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "error \(code)"
    }
}
