internal import Glibc

/// The bytes of a file, mapped into memory. They stay when the file is removed. Where the disk fails, or the file is cut short,
/// reading them is a signal and not an error.
package struct FileMapping: ~Copyable, Sendable {
    private let address: UInt
    package let length: Int

    /// Nil for an empty file, and where the system has no room for it.
    package init?(of file: borrowing File, length: UInt64) {
        guard let length = Int(exactly: length), length > 0 else { return nil }
        let descriptor = file.descriptor
        let start = try? system(.read, file.path) {
            Int(bitPattern: mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0))
        }
        guard let start else { return nil }
        address = UInt(bitPattern: start)
        self.length = length
    }

    deinit {
        munmap(UnsafeMutableRawPointer(bitPattern: address), length)
    }

    /// `count` bytes from `offset`; fewer where the file ended before.
    package func read(_ count: Int, at offset: UInt64) -> [UInt8] {
        guard offset < UInt64(length) else { return [] }
        let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: length)
        return Array(bytes[Int(offset)..<min(Int(offset) + count, length)])
    }
}
