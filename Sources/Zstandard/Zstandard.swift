internal import CZstd

/// An error of libzstd.
package struct ZstandardError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

/// Compresses and decompresses whole buffers with Zstandard (RFC 8878).
package enum Zstandard {
    /// Compresses `bytes` into one frame. `level` is 1 to 19, or below 1 for speed; `checksum` adds the frame's own
    /// checksum, 4 bytes.
    package static func compress(
        _ bytes: RawSpan, level: Int32, checksum: Bool = false
    ) throws(ZstandardError) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.byteCount)
        let context = Context(level: level, checksum: checksum)
        let written = Result<[UInt8], ZstandardError> { () throws(ZstandardError) in
            var code = 0
            let out = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
                code = bytes.withUnsafeBytes {
                    ZSTD_compress2(context.pointer, buffer.baseAddress, bound, $0.baseAddress, $0.count)
                }
                count = ZSTD_isError(code) == 0 ? code : 0
            }
            try check(code)
            return out
        }
        return try written.get()
    }

    /// How many bytes of a frame ``hasChecksum(_:)`` examines.
    package static let headerLength = 5

    /// Whether a frame that starts with these bytes has its own checksum (RFC 8878 §3.1.1.1.1).
    package static func hasChecksum(_ header: [UInt8]) -> Bool {
        header.count >= headerLength && isFrame(header) && header[4] & 4 != 0
    }

    /// Whether the bytes start like a frame that decoders do not skip.
    private static func isFrame(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) }

    /// Decompresses a frame that must give exactly `length` bytes, with nothing before or after it. The caller must
    /// have bounded `length`.
    package static func decompress(_ frame: RawSpan, length: Int) throws(ZstandardError) -> [UInt8] {
        var code = frame.withUnsafeBytes { ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) }
        try check(code)
        guard code == frame.byteCount, isFrame(frame.withUnsafeBytes { Array($0.prefix(4)) }) else {
            throw ZstandardError(description: "the zstd stream is not a single frame")
        }
        let out = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            code = frame.withUnsafeBytes { ZSTD_decompress(buffer.baseAddress, length, $0.baseAddress, $0.count) }
            count = ZSTD_isError(code) == 0 ? code : 0
        }
        try check(code)
        guard out.count == length else {
            throw ZstandardError(description: "the zstd frame gives \(out.count) bytes and not \(length)")
        }
        return out
    }

    private static func check(_ code: Int) throws(ZstandardError) {
        guard ZSTD_isError(code) == 0 else {
            throw ZstandardError(description: "zstd: " + String(cString: ZSTD_getErrorName(code)))
        }
    }

    /// Owns libzstd's compression state.
    private struct Context: ~Copyable {
        let pointer: OpaquePointer

        init(level: Int32, checksum: Bool) {
            pointer = ZSTD_createCCtx()
            _ = ZSTD_CCtx_setParameter(pointer, ZSTD_c_compressionLevel, level)
            _ = ZSTD_CCtx_setParameter(pointer, ZSTD_c_checksumFlag, checksum ? 1 : 0)
        }

        deinit { _ = ZSTD_freeCCtx(pointer) }
    }
}
