internal import Crypto

/// SHA-256 of bytes that arrive in pieces.
public struct ContentHasher: Sendable {
    private var state = SHA256()

    /// The number of bytes seen so far.
    public private(set) var count: UInt64 = 0

    public init() {}

    /// Takes the next bytes.
    public mutating func update(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
        count += UInt64(bytes.byteCount)
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
        count += UInt64(bytes.count)
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if contiguous == nil { update(Array(bytes)) }
    }

    /// The SHA-256 of all bytes so far. More may follow.
    public func finish() -> Digest {
        Digest(state.finalize())
    }
}
