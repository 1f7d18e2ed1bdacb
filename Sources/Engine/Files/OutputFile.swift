public import Files

/// A file that appears under its name when it is complete, or never; or standard output, which gets all of it or
/// nothing.
///
/// ``commit()`` makes the bytes durable and moves them into place. A file that is released before that leaves nothing
/// behind.
public final class OutputFile {
    private let target: Target

    private enum Target {
        case place(DraftFile, replacing: Bool)
        /// The file that collects the bytes until they are complete.
        case standardOutput(Spool)
    }

    private final class Spool {
        let file: File

        init() throws(FileError) { file = try File.temporary() }
    }

    /// - Parameters:
    ///   - path: where the file appears when it is complete.
    ///   - replacing: whether to replace an existing file; otherwise one is an error, now or at the end
    ///     (`FileError.isExisting`).
    public init(_ path: String, replacing: Bool) throws(FileError) {
        if let status = FileStatus.find(path) {
            guard replacing else { throw .existing(path) }
            guard [.regular, .symbolicLink].contains(status.kind) else {
                throw FileError(.replace, path, because: "it is neither a file nor a link")
            }
        }
        target = .place(try DraftFile(path), replacing: replacing)
    }

    private init(_ spool: Spool) { target = .standardOutput(spool) }

    /// Collects bytes that go to standard output at ``commit()``.
    public static func standardOutput() throws(FileError) -> OutputFile { OutputFile(try Spool()) }

    /// Appends bytes.
    public func write(_ bytes: RawSpan) throws(FileError) {
        switch target {
        case .place(let draft, _): try draft.file.write(bytes)
        case .standardOutput(let spool): try spool.file.write(bytes)
        }
    }

    /// Overwrites existing bytes, without moving the position of the next ``write(_:)``.
    public func overwrite(_ bytes: RawSpan, at offset: UInt64) throws(FileError) {
        switch target {
        case .place(let draft, _): try draft.file.write(bytes, at: offset)
        case .standardOutput(let spool): try spool.file.write(bytes, at: offset)
        }
    }

    /// Starts again with an empty file.
    public func restart() throws(FileError) {
        switch target {
        case .place(let draft, _): try Self.restart(draft.file)
        case .standardOutput(let spool): try Self.restart(spool.file)
        }
    }

    private static func restart(_ file: borrowing File) throws(FileError) {
        try file.truncate(to: 0)
        try file.seek(to: 0)
    }

    /// Makes the bytes durable and gives them their name.
    public func commit() throws(FileError) {
        switch target {
        case .place(let draft, let replacing): try draft.put(replacing: replacing)
        case .standardOutput(let spool): try spool.file.copyAll(to: .standardOutput)
        }
    }
}
