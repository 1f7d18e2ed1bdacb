internal import Files
internal import Glibc

extension Recorder {
    /// Records the lines of a descriptor to its end, and passes on the answers of each batch.
    package mutating func record(
        from descriptor: Int32, answer: ([String]) throws -> Void
    ) throws {
        // A pipe larger than the usual 64 KiB makes larger batches. It does no harm if it is not available.
        _ = fcntl(descriptor, Self.setPipeSize, 1 << 20)
        let input = Descriptor(descriptor, "standard input")
        var buffer = LineBuffer()
        while true {
            let bytes = try RecordingError.naming { () throws(FileError) in try input.read(upTo: 1 << 20) }
            if bytes.isEmpty { break }
            try answer(try record(buffer.lines(bytes)))
        }
        if let last = buffer.last() { try answer(try record([last])) }
    }

    /// F_SETPIPE_SZ (fcntl-linux.h), which the Glibc module lacks.
    private static let setPipeSize: Int32 = 1031
}
