internal import Glibc

/// The bytes of a file, mapped into memory. They stay available when the file is removed. If the disk fails, or the
/// file is truncated, reading them raises a signal, not an error.
package struct FileMapping: ~Copyable, Sendable {
    private let address: UInt
    package let length: Int

    /// Nil for an empty file, and if the system cannot map it.
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

    /// `count` bytes from `offset`; fewer if the file ended first.
    package func read(_ count: Int, at offset: UInt64) -> [UInt8] {
        guard offset < UInt64(length) else { return [] }
        let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: length)
        return Array(bytes[Int(offset)..<min(Int(offset) + count, length)])
    }
}
