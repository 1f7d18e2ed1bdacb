internal import CLZMA

/// The encoder's settings.
package struct XZOptions: Hashable, Sendable {
    /// 0 to 9, as `xz -0` to `xz -9`.
    package var preset: UInt32
    /// As in `xz -e`.
    package var extreme: Bool
    /// The dictionary size in bytes; nil for the preset's. A dictionary larger than the data gains nothing.
    package var dictionary: UInt32?
    /// Literal context, literal position and position bits; nil for the preset's. `(0, 3, 3)` suits data in fields of 8
    /// bytes best.
    package var contexts: Contexts?

    package struct Contexts: Hashable, Sendable {
        package let literalContext, literalPosition, position: UInt32

        package init(literalContext: UInt32, literalPosition: UInt32, position: UInt32) {
            self.literalContext = literalContext
            self.literalPosition = literalPosition
            self.position = position
        }
    }

    package init(preset: UInt32, extreme: Bool = false, dictionary: UInt32? = nil, contexts: Contexts? = nil) {
        self.preset = preset
        self.extreme = extreme
        self.dictionary = dictionary
        self.contexts = contexts
    }
}

/// One xz stream that is encoded or decoded. Owns liblzma's state and frees it.
package struct XZCoder: ~Copyable {
    private var stream = lzma_stream()

    /// An encoder of the `.xz` format with a CRC-64, as the `xz` command writes.
    package init(encoding options: XZOptions) throws(XZError) {
        var lzma = lzma_options_lzma()
        guard lzma_lzma_preset(&lzma, options.preset | (options.extreme ? at1_lzma_preset_extreme : 0)) == 0 else {
            throw XZError(.internalError)
        }
        if let dictionary = options.dictionary {
            lzma.dict_size = min(lzma.dict_size, max(dictionary, at1_lzma_dictionary_least))
        }
        if let contexts = options.contexts {
            lzma.lc = contexts.literalContext
            lzma.lp = contexts.literalPosition
            lzma.pb = contexts.position
        }
        let code = withUnsafeMutablePointer(to: &lzma) { lzma in
            var filters = [
                lzma_filter(id: at1_lzma_filter_lzma2, options: lzma),
                lzma_filter(id: at1_lzma_filters_end, options: nil),
            ]
            return lzma_stream_encoder(&stream, &filters, LZMA_CHECK_CRC64)
        }
        guard code == LZMA_OK else { throw XZError(code) }
    }

    /// A decoder that takes at most `memoryLimit` bytes of memory.
    package init(decodingWithin memoryLimit: UInt64) throws(XZError) {
        let code = lzma_stream_decoder(&stream, memoryLimit, 0)
        guard code == LZMA_OK else { throw XZError(code) }
    }

    deinit {
        var stream = stream
        lzma_end(&stream)
    }

    /// Consumes `input` and passes on the output; `finish` says that no more input follows.
    ///
    /// - Returns: true if the stream is complete.
    package mutating func code(
        _ input: RawSpan, finish: Bool, _ output: (RawSpan) throws -> Void
    ) throws -> Bool {
        try input.withUnsafeBytes { input in
            try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
                stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.avail_in = input.count
                defer { stream.next_in = nil }
                while true {
                    stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.avail_out = buffer.count
                    let code = lzma_code(&stream, finish ? LZMA_FINISH : LZMA_RUN)
                    let produced = buffer.count - stream.avail_out
                    if produced > 0 {
                        try output(UnsafeRawBufferPointer(rebasing: buffer[..<produced]).bytes)
                    }
                    switch code {
                    case LZMA_STREAM_END:
                        guard stream.avail_in == 0 else { throw XZError(.damaged) }
                        return true
                    case LZMA_OK:
                        if !finish && stream.avail_in == 0 && stream.avail_out > 0 { return false }
                    case LZMA_BUF_ERROR where !finish:
                        return false
                    default:
                        throw XZError(code)
                    }
                }
            }
        }
    }
}
