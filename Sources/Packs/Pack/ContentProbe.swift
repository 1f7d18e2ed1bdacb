internal import Brotli
internal import XZ
internal import Zstandard

/// Fast estimates about bytes, from samples of them.
enum ContentProbe {
    private static let sampleLength = 4 << 10
    private static let sampleCount = 4

    /// Whether compression is worth the time: a fast attempt at a few samples saves at least 3%.
    static func compresses(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 256 else { return true }
        let samples = samples(of: bytes, length: sampleLength)
        guard let packed = try? Zstandard.compress(samples.span.bytes, level: 1) else { return true }
        return packed.count < samples.count * 97 / 100
    }

    enum Choice {
        case zstd
        case brotli
        case xz(XZOptions)
    }

    /// The smallest encoding of a frame, judging by a sample: xz with the best contexts (text, or binary records of 4
    /// or 8 bytes); brotli, which decodes five times as fast, if it is as small; zstd, which decodes ten times as fast,
    /// if it comes within 4%.
    static func smallest(for bytes: [UInt8]) -> Choice {
        let sample = samples(of: bytes, length: 32 << 10)
        let candidates: [XZOptions.Contexts?] = [
            nil,
            .init(literalContext: 0, literalPosition: 2, position: 2),
            .init(literalContext: 0, literalPosition: 3, position: 3),
            .init(literalContext: 4, literalPosition: 0, position: 0),
        ]
        func size(_ contexts: XZOptions.Contexts?) -> Int {
            let options = XZOptions(preset: 6, dictionary: UInt32(sample.count), contexts: contexts)
            return (try? XZ.compress(sample.span.bytes, options).count) ?? .max
        }
        let sizes = candidates.map(size)
        guard let best = sizes.indices.min(by: { sizes[$0] < sizes[$1] }) else { return .zstd }
        if let zstd = try? Zstandard.compress(sample.span.bytes, level: 19).count, zstd <= sizes[best] / 100 * 104 {
            return .zstd
        }
        if let brotli = try? Brotli.compress(sample.span.bytes).count, brotli <= sizes[best] / 100 * 101 {
            return .brotli
        }
        return .xz(
            XZOptions(
                preset: 9, extreme: true, dictionary: UInt32(clamping: bytes.count), contexts: candidates[best]))
    }

    /// Samples from evenly spread offsets, each a multiple of 16 so that records keep their phase.
    private static func samples(of bytes: [UInt8], length: Int) -> [UInt8] {
        guard bytes.count > length * sampleCount else { return bytes }
        let stride = (bytes.count - length) / (sampleCount - 1)
        return (0..<sampleCount).flatMap { index in
            let start = index * stride & ~15
            return bytes[start..<start + length]
        }
    }
}
