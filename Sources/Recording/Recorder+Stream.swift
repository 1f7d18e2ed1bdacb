internal import Glibc

extension Recorder {
    /// Records the lines of a descriptor until its end, and hands over the answers of each batch.
    public mutating func record(
        from descriptor: Int32, answer: ([String]) throws -> Void
    ) throws {
        // A pipe that holds more than the usual 64 KiB makes larger batches; where it cannot be had, nothing is lost.
        _ = fcntl(descriptor, Self.setPipeSize, 1 << 20)
        let copy = dup(descriptor)
        guard copy >= 0 else { throw RecordingError.system("dup", path: "standard input", code: errno) }
        let input = FileHandle(owning: copy)
        var buffer = LineBuffer()
        while let bytes = try input.read(atMost: 1 << 20, path: "standard input"), !bytes.isEmpty {
            try answer(try record(buffer.lines(bytes)))
            guard !buffer.isOverfull else { break }
        }
        if let last = buffer.last() { try answer(try record([last])) }
    }

    /// F_SETPIPE_SZ (fcntl-linux.h), which Glibc's module does not show.
    private static let setPipeSize: Int32 = 1031
}
