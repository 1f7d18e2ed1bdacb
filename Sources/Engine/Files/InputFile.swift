public import Files

/// A regular file, open for reading.
public final class InputFile: ByteSource, Sendable {
    public let path: String
    /// The length when the file was opened.
    public let length: UInt64
    private let file: File

    /// Opens the file at `path`; anything but a regular file is refused without waiting for it.
    public init(_ path: String) throws(FileError) {
        file = try File(at: path)
        self.path = path
        let status = try file.status()
        guard status.kind == .regular else { throw FileError(.open, path, because: "it is not a regular file") }
        length = status.size
        file.adviseSequential()
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
        try file.read(into: buffer, at: offset)
    }
}
