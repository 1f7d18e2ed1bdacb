internal import CLZMA

/// An error of liblzma.
package struct XZError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// The stream is not xz, or is damaged.
        case damaged
        /// The stream ends in the middle.
        case truncated
        /// The stream gives more bytes than the caller allows.
        case tooLong
        /// Decoding or encoding would take more memory than the limit.
        case memory
        /// liblzma does not accept an option, or the coder's state.
        case internalError
    }

    package let reason: Reason

    init(_ reason: Reason) { self.reason = reason }

    init(_ code: lzma_ret) {
        switch code {
        case LZMA_BUF_ERROR: reason = .truncated
        case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: reason = .memory
        case LZMA_FORMAT_ERROR, LZMA_DATA_ERROR, LZMA_OPTIONS_ERROR: reason = .damaged
        default: reason = .internalError
        }
    }

    package var description: String {
        switch reason {
        case .damaged: "the xz stream is damaged"
        case .truncated: "the xz stream is truncated"
        case .tooLong: "the xz stream gives more bytes than it should"
        case .memory: "the xz stream needs more memory than is allowed"
        case .internalError: "liblzma failed"
        }
    }
}
