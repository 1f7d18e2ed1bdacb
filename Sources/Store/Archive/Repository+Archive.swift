public import Objects
internal import XZ
internal import Zstandard

extension Repository {
    /// Writes files of a tree as an archive; recipes and computations are executed on the way. The same tree and time
    /// give the same bytes.
    ///
    /// - Parameters:
    ///   - tree: a tree of the repository.
    ///   - paths: the files and folders to include; all if empty.
    ///   - format: the format of the archive.
    ///   - prefix: prepended to each path in the archive.
    ///   - time: the modification time of all files, in seconds since 1970.
    ///   - sink: receives the archive, piece by piece. After an error, what it has received is not a valid archive.
    /// - Throws: ``WorkTreeError/notFound(_:)`` for a path that is not in the tree.
    public func archive(
        _ tree: ObjectID, within paths: [TreePath] = [], as format: ArchiveFormat, prefix: String = "", time: Int64,
        _ sink: @escaping (RawSpan) throws -> Void
    ) throws {
        for path in paths where try entry(at: path, in: tree) == nil {
            throw WorkTreeError.notFound(path.description)
        }
        let blocks = CompressedBlocks(format, sink)
        var writer: any ArchiveWriter = format == .zip ? ZipWriter(sink) : TarWriter { try blocks.write($0) }
        try forEachFile(of: tree) { file in
            guard paths.isEmpty || paths.contains(where: { file.path.isWithin($0) }) else { return }
            let isLink = file.mode == .symbolicLink
            let entry = ArchiveEntry(
                path: Array(prefix.utf8) + file.path.bytes,
                kind: isLink ? .link : .file(isExecutable: file.mode == .executable),
                length: try contentLength(file.kind, file.id), time: time)
            try writer.add(entry) { sink in try content(file.kind, file.id, sink) }
        }
        try writer.finish()
        try blocks.finish()
    }
}

/// A stream that is compressed block by block: decoders accept consecutive frames, or xz streams.
private final class CompressedBlocks {
    private let format: ArchiveFormat
    private let sink: (RawSpan) throws -> Void
    private var pending: [UInt8] = []
    private static let length = 4 << 20

    init(_ format: ArchiveFormat, _ sink: @escaping (RawSpan) throws -> Void) {
        self.format = format
        self.sink = sink
    }

    func write(_ piece: RawSpan) throws {
        guard format != .tar else { return try sink(piece) }
        piece.withUnsafeBytes { pending += $0 }
        if pending.count >= Self.length { try finish() }
    }

    func finish() throws {
        guard !pending.isEmpty else { return }
        let bytes = pending
        pending = []
        let block =
            format == .tarXZ
            ? try XZ.compress(bytes.span.bytes, XZOptions(preset: 6))
            : try Zstandard.compress(bytes.span.bytes, level: 9, checksum: true)
        try sink(block.span.bytes)
    }
}
