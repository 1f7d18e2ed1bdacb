internal import Glibc

/// A descriptor that something else owns and closes: a standard stream, an end of a pipe, a socket.
package struct Descriptor: Sendable {
    package let number: Int32
    /// The name used in errors.
    package let name: String

    package init(_ number: Int32, _ name: String) {
        self.number = number
        self.name = name
    }

    package static let standardInput = Descriptor(0, "standard input")
    package static let standardOutput = Descriptor(1, "standard output")

    /// Reads what has arrived, waiting if nothing has; 0 at the end.
    ///
    /// - Throws: ``FileError`` with the code `EAGAIN` if the descriptor is non-blocking.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try system(.read, name) { Glibc.read(number, buffer.baseAddress, buffer.count) }
    }

    /// The same, with at most `limit` bytes; empty at the end.
    package func read(upTo limit: Int) throws(FileError) -> [UInt8] {
        try [UInt8](atMost: limit) { buffer throws(FileError) in try read(into: buffer) }
    }

    /// All bytes to the end; fails with `EFBIG` as soon as there are more than `limit`.
    package func contents(limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try read(upTo: 1 << 16)
            if more.isEmpty { return bytes }
            guard bytes.count + more.count <= limit else { throw .tooLarge(name) }
            bytes += more
        }
    }

    /// Writes all of `bytes`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var done = 0
        while done < bytes.count {
            done += try system(.write, name) { Glibc.write(number, bytes.baseAddress! + done, bytes.count - done) }
        }
    }

    /// Writes all of `bytes`.
    package func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { bytes in
            do throws(FileError) { try write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    package func write(_ bytes: [UInt8]) throws(FileError) { try write(bytes[...]) }

    /// A pipe that started programs do not inherit: what is written to `writer` is read from `reader`. The caller
    /// closes both.
    package static func pipe(_ name: String) throws(FileError) -> (reader: Descriptor, writer: Descriptor) {
        var ends: [Int32] = [-1, -1]
        try system(.create, name) { Glibc.pipe(&ends) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (Descriptor(ends[0], name), Descriptor(ends[1], name))
    }

    package func close() { Glibc.close(number) }
}
