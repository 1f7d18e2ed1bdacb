internal import Brotli
internal import Columns
package import Objects
internal import XZ
internal import Zstandard

/// The encoding of a frame in the pack (docs/format.md §5.2).
package enum FrameCodec: UInt8, Sendable {
    case raw = 0
    case zstd = 1
    case xz = 2
    case brotli = 3
    /// Numbers and tables as columns (docs/format.md §5.5). A repository that has it is of format 3.
    case columns = 4

    /// The maximum memory of a decoder: xz with a dictionary as large as the largest frame.
    private static let decoderMemory: UInt64 = 128 << 20

    /// Decodes `stored` to exactly `length` bytes: never more, never fewer.
    package func decode(_ stored: [UInt8], length: Int) throws -> [UInt8] {
        switch self {
        case .raw:
            guard stored.count == length else { throw FrameError.wrongLength }
            return stored
        case .zstd: return try Zstandard.decompress(stored.span.bytes, length: length)
        case .brotli: return try Brotli.decompress(stored.span.bytes, length: length)
        case .columns: return try Columns.decode(stored, length: length)
        case .xz: return try XZ.decompress(stored.span.bytes, length: length, memoryLimit: Self.decoderMemory)
        }
    }
}

enum FrameError: Error, CustomStringConvertible {
    case wrongLength

    var description: String { "a raw frame has another length than the pack says" }
}

/// How hard a writer tries to make a frame small.
package enum FrameEffort: Sendable {
    /// As fast as the disk: for add and commit.
    case fast
    /// As small as with xz: for gc. Only for content; descriptions stay fast to read.
    case small

    /// Encodes `bytes`. They stay raw if that does not make them smaller.
    ///
    /// - Parameter starts: where in the bytes files begin, or are continued; for what is small.
    package func encode(
        _ bytes: [UInt8], _ lane: FrameLane, starts: [Int] = []
    ) throws -> (codec: FrameCodec, stored: [UInt8]) {
        let encoded: (FrameCodec, [UInt8])
        switch (self, lane) {
        case (.fast, .incompressible): return (.raw, bytes)
        case (.small, .incompressible):
            // What a general compressor cannot shorten may still be numbers.
            return Columns.encode(bytes, starts: starts).map { (.columns, $0) } ?? (.raw, bytes)
        case (.fast, _): encoded = (.zstd, try Zstandard.compress(bytes.span.bytes, level: 3))
        case (.small, .description): encoded = (.zstd, try Zstandard.compress(bytes.span.bytes, level: 19))
        case (.small, .content):
            let columns = Columns.encode(bytes, starts: starts)
            // xz, which is slow, hardly ever makes two fifths of what zstd makes at its fastest.
            if let columns, columns.count < (try Zstandard.compress(bytes.span.bytes, level: 3)).count * 2 / 5 {
                return (.columns, columns)
            }
            switch ContentProbe.smallest(for: bytes) {
            case .zstd:
                // The checksum distinguishes it from a frame that add has made (docs/format.md §5.2).
                encoded = (.zstd, try Zstandard.compress(bytes.span.bytes, level: 19, checksum: true))
            case .brotli: encoded = (.brotli, try Brotli.compress(bytes.span.bytes))
            case .xz(let options): encoded = (.xz, try XZ.compress(bytes.span.bytes, options))
            }
            // What is hardly smaller is not worth a decoder that fewer programs have.
            if let columns, columns.count < encoded.1.count / 100 * 98 { return (.columns, columns) }
        }
        return encoded.1.count < bytes.count ? encoded : (.raw, bytes)
    }
}

/// Which objects share a frame: those that compress similarly and are read together.
package enum FrameLane: Int, CaseIterable, Sendable {
    /// Trees, commits, recipes and similar objects: small frames, fast to open.
    case description
    /// Blobs that are compressible.
    case content
    /// Blobs that are not.
    case incompressible

    /// A frame is closed when it reaches this length.
    package func frameLength(_ effort: FrameEffort) -> Int {
        switch (self, effort) {
        case (.description, _): 256 << 10
        case (_, .fast): 2 << 20
        case (_, .small): 2 << 20
        }
    }

    package static func lane(for kind: ObjectKind, _ payload: [UInt8]) -> FrameLane {
        guard kind == .blob else { return .description }
        return ContentProbe.compresses(payload) ? .content : .incompressible
    }
}
