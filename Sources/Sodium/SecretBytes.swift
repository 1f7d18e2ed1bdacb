internal import CSodium

/// Secret bytes: locked out of swap, between guard pages, wiped when they are released.
///
/// They are written once, while they are created, and only read after that. A failed allocation stops the process, as
/// for every allocation in Swift; the number of bytes is therefore never one that came from outside.
package struct SecretBytes: ~Copyable, Sendable {
    /// Not changed after `init`, so any thread may read it; freed once, by `deinit`.
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer
    package let count: Int

    /// Allocates `count` bytes and lets `body` write them.
    package init<Failure: Error>(
        count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        Sodium.start()
        guard let base = sodium_malloc(count) else { fatalError("no memory for \(count) secret bytes") }
        do throws(Failure) {
            try body(UnsafeMutableRawBufferPointer(start: base, count: count))
        } catch {
            sodium_free(base)
            throw error
        }
        sodium_mprotect_readonly(base)
        self.base = base
        self.count = count
    }

    /// A copy of `bytes`. The caller wipes its own memory if necessary.
    package init(copying bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// Moves `bytes` here and wipes the original.
    package init(wiping bytes: inout [UInt8]) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
        bytes.wipe()
    }

    package static func random(_ count: Int) -> SecretBytes {
        SecretBytes(count: count, octets: { randombytes_buf($0, count) })
    }

    deinit {
        sodium_free(base)
    }

    /// Reads the bytes in place. `body` wipes whatever it copies.
    package borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The bytes as libsodium takes them.
    borrowing func withOctets<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        body(base.assumingMemoryBound(to: UInt8.self))
    }

    /// Allocates `count` bytes and lets a function of libsodium write them.
    init(count: Int, octets body: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.init(count: count) { $0.withMemoryRebound(to: UInt8.self) { $0.baseAddress.map(body) } }
    }

    /// A copy of the first `length` bytes, which must exist.
    package borrowing func prefix(_ length: Int) -> SecretBytes {
        precondition(length <= count)
        return SecretBytes(copying: UnsafeRawBufferPointer(start: base, count: length))
    }

    /// Compares in a time that depends on the lengths only.
    package borrowing func equals(_ other: borrowing SecretBytes) -> Bool {
        count == other.count && sodium_memcmp(base, other.base, count) == 0
    }
}

extension [UInt8] {
    /// Overwrites the bytes with zeros in a way that the optimiser cannot remove, and empties the buffer.
    package mutating func wipe() {
        withUnsafeMutableBytes { buffer in
            if let base = buffer.baseAddress { sodium_memzero(base, buffer.count) }
        }
        removeAll()
    }
}
