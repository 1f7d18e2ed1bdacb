internal import CBrotli

/// An error of libbrotli.
package struct BrotliError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

/// Compresses and decompresses whole buffers with Brotli (RFC 7932).
package enum Brotli {
    /// The smallest stream that the encoder finds at quality 11, with a window of `1 << window` bytes (10 to 24).
    package static func compress(_ bytes: RawSpan, window: Int32 = 22) throws(BrotliError) -> [UInt8] {
        let bound = max(BrotliEncoderMaxCompressedSize(bytes.byteCount), 64)
        var isDone = false
        let out = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            var length = bound
            isDone = bytes.withUnsafeBytes { input in
                BrotliEncoderCompress(
                    11, window, BROTLI_MODE_GENERIC, input.count, input.assumingMemoryBound(to: UInt8.self).baseAddress,
                    &length, buffer.baseAddress) != 0
            }
            count = isDone ? length : 0
        }
        guard isDone else { throw BrotliError(description: "brotli cannot encode \(bytes.byteCount) bytes") }
        return out
    }

    /// Decompresses a stream that must give exactly `length` bytes, with nothing after it. The caller must have bounded
    /// `length`.
    package static func decompress(_ stream: RawSpan, length: Int) throws(BrotliError) -> [UInt8] {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw BrotliError(description: "brotli has no memory to decode")
        }
        defer { BrotliDecoderDestroyInstance(state) }
        var isDone = false
        let out = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var room = length
            var target = buffer.baseAddress
            isDone = stream.withUnsafeBytes { input in
                var rest = input.count
                var source = input.assumingMemoryBound(to: UInt8.self).baseAddress
                return BrotliDecoderDecompressStream(state, &rest, &source, &room, &target, nil)
                    == BROTLI_DECODER_RESULT_SUCCESS && rest == 0
            }
            count = isDone ? length - room : 0
        }
        guard isDone, out.count == length else {
            throw BrotliError(description: "the brotli stream is damaged, or does not give exactly \(length) bytes")
        }
        return out
    }
}
