public import Objects
internal import XZ

/// Writes `.at1r` files completely, or not at all.
public enum ContainerWriter {
    /// Writes a recipe's container.
    ///
    /// - Returns: the length of the file in bytes.
    @discardableResult
    public static func write(_ recipe: Recipe, to output: OutputFile) throws -> UInt64 {
        let head = Container.head(.recipe(recipe))
        try output.write(head.span.bytes)
        try output.commit()
        return UInt64(head.count)
    }

    /// Writes the fallback of `source`: the `.xz` stream that `xz -9e` makes, or the bytes as they are if that is
    /// smaller.
    ///
    /// The encoder's dictionary is no larger than the source; from 64 MiB on the encoder needs 674 MiB of memory, like
    /// `xz -9`.
    ///
    /// - Returns: what was written, and the length of the file in bytes.
    public static func writeFallback(
        of source: some ByteSource, to output: OutputFile
    ) throws -> (fallback: Container.Fallback, length: UInt64) {
        // The head's length does not depend on the digest, which is only known at the end.
        let unknown = Recipe.Output(length: source.length, sha256: Digest(of: []))
        let head = Container.head(.fallback(.init(storage: .xz, output: unknown)))
        try output.write(head.span.bytes)

        var hasher = ContentHasher()
        var stored: UInt64 = 0
        var coder = try XZCoder(
            encoding: XZOptions(preset: 9, extreme: true, dictionary: UInt32(clamping: source.length)))
        func keep(_ piece: RawSpan) throws {
            stored += UInt64(piece.byteCount)
            if stored < source.length { try output.write(piece) }
        }
        var reader = SequentialReader(source)
        try reader.readAll { piece in
            hasher.update(piece)
            if stored < source.length { _ = try coder.code(piece, finish: false, keep) }
        }
        if stored < source.length { _ = try coder.code(RawSpan(), finish: true, keep) }

        let digest = hasher.finish()
        let storage: Container.Storage = stored < source.length ? .xz : .raw
        if storage == .raw {
            stored = source.length
            try output.restart()
            try output.write(head.span.bytes)
            var hasher = ContentHasher()
            var reader = SequentialReader(source)
            try reader.readAll { piece in
                hasher.update(piece)
                try output.write(piece)
            }
            guard hasher.finish() == digest else { throw SourceChanged() }
        }
        let fallback = Container.Fallback(storage: storage, output: .init(length: source.length, sha256: digest))
        try output.overwrite(Container.head(.fallback(fallback)).span.bytes, at: 0)
        try output.commit()
        return (fallback, UInt64(head.count) + stored)
    }
}
