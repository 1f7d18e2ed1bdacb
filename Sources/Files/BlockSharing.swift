internal import Glibc

/// What came of making two files share blocks.
package enum BlockSharing: Hashable, Sendable {
    /// The ranges have the same bytes and share their blocks now.
    case shared
    /// The bytes differ.
    case differ
    /// The file system, or this pair of files, cannot share blocks.
    case unsupported

    /// The meaning of what FIDEDUPERANGE reports of a range: its status, or a negative error number.
    ///
    /// - Throws: an error that is not about whether sharing is possible.
    init(status: Int32, _ path: String) throws(FileError) {
        switch status {
        case 0: self = .shared
        case 1: self = .differ
        default:
            guard status < 0, Self.isUnsupported(-status) else { throw FileError(.share, path, code: abs(status)) }
            self = .unsupported
        }
    }

    /// Whether an error number says that blocks cannot be shared here.
    static func isUnsupported(_ code: Int32) -> Bool {
        [EOPNOTSUPP, ENOTTY, ENOSYS, EXDEV, EINVAL].contains(code)
    }
}

extension File {
    /// Makes a range of `other` share the blocks of the same range here, if the bytes are the same (ioctl_fideduperange).
    ///
    /// The kernel compares the bytes and changes both files at once: their contents never change.
    package func shareBlocks(with other: borrowing File, length: UInt64) throws(FileError) -> BlockSharing {
        var offset: UInt64 = 0
        while offset < length {
            let count = min(length - offset, Self.maximumShared)
            // struct file_dedupe_range with one struct file_dedupe_range_info, as seven words.
            var words: [UInt64] = [
                offset, count, 1, UInt64(UInt32(bitPattern: other.descriptor)), offset, 0, 0,
            ]
            do throws(FileError) {
                try system(.share, other.path) {
                    words.withUnsafeMutableBytes { ioctl(descriptor, Self.fideduperange, $0.baseAddress!) }
                }
            } catch  where BlockSharing.isUnsupported(error.code) {
                return .unsupported
            }
            let status = Int32(truncatingIfNeeded: words[6])
            let result = try BlockSharing(status: status, other.path)
            guard result == .shared else { return result }
            let done = min(words[5], count)
            guard done > 0 else { return .unsupported }
            offset += done
        }
        return .shared
    }

    /// The maximum number of bytes in a call: more are cut to this by some file systems.
    private static let maximumShared: UInt64 = 16 << 20
    /// FIDEDUPERANGE of linux/fs.h.
    private static let fideduperange: UInt = 0xc018_9436
}

extension Folder {
    /// Whether files in this folder can share blocks, found out with two unnamed files.
    package func canShareBlocks() throws(FileError) -> Bool {
        do throws(FileError) {
            let one = try File.withoutName(in: self, permissions: 0o600)
            let other = try File.withoutName(in: self, permissions: 0o600)
            let bytes = [UInt8](repeating: 0x61, count: 1 << 16)
            try one.write(bytes)
            try other.write(bytes)
            return try one.shareBlocks(with: other, length: UInt64(bytes.count)) == .shared
        } catch  where File.hasNoNameless(error) {
            return false
        }
    }
}
