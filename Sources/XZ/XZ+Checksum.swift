internal import CLZMA

extension XZ {
    /// The CRC-32 of the bytes (polynomial 0xedb88320, reflected), as in zip and xz.
    ///
    /// - Parameter before: The CRC-32 of the bytes that precede them.
    package static func crc32(_ bytes: RawSpan, after before: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { lzma_crc32($0.bindMemory(to: UInt8.self).baseAddress, $0.count, before) }
    }
}
