internal import COpenSSL

/// Ciphers and key files of libcrypto, which is loaded on first use.
package enum OpenSSL {
    /// Why libcrypto failed.
    package enum Failure: Error, Hashable, Sendable {
        /// It is not installed.
        case notInstalled
        /// The passphrase is wrong, or the bytes are damaged: the two cannot be distinguished.
        case wrongPassphrase
        /// The key is not an Ed25519 key.
        case otherAlgorithm
        case failed
    }

    private static func load() throws(Failure) {
        guard copenssl_load() else { throw .notInstalled }
    }

    private static func check(_ result: Int32) throws(Failure) {
        switch Int(result) {
        case COPENSSL_DONE: return
        case COPENSSL_WRONG_PASSPHRASE: throw .wrongPassphrase
        case COPENSSL_OTHER_ALGORITHM: throw .otherAlgorithm
        default: throw .failed
        }
    }

    /// Decrypts a PKCS#8 key (PEM) and writes the 32 bytes of its seed to `seed`.
    package static func open(
        pem: UnsafeRawBufferPointer, passphrase: UnsafeRawBufferPointer, into seed: UnsafeMutableRawBufferPointer
    ) throws(Failure) {
        precondition(seed.count == 32)
        try load()
        try check(
            copenssl_open_pem(
                pem.baseAddress, pem.count, passphrase.baseAddress, passphrase.count,
                seed.baseAddress?.assumingMemoryBound(to: UInt8.self)))
    }

    /// Writes the seed as an encrypted PKCS#8 key (PEM) to `pem`, which must be large enough; returns its length.
    package static func seal(
        seed: UnsafeRawBufferPointer, passphrase: UnsafeRawBufferPointer, into pem: UnsafeMutableRawBufferPointer
    ) throws(Failure) -> Int {
        precondition(seed.count == 32)
        try load()
        var length = pem.count
        try check(
            copenssl_seal_pem(
                seed.baseAddress?.assumingMemoryBound(to: UInt8.self), passphrase.baseAddress, passphrase.count,
                pem.baseAddress, &length))
        return length
    }

    /// Applies a cipher by OpenSSL's name, such as `aes-256-ctr`, without padding.
    ///
    /// - Parameter tag: the 16 bytes that an authenticated cipher adds: read when decrypting, written when encrypting.
    package static func apply(
        _ cipher: String, encrypts: Bool, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer,
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
        tag: UnsafeMutableRawBufferPointer? = nil
    ) throws(Failure) {
        precondition(output.count >= input.count && tag?.count ?? 16 == 16)
        try load()
        func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
            buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        }
        try check(
            copenssl_cipher(
                cipher, encrypts, bytes(key), bytes(iv), bytes(input), input.count,
                output.baseAddress?.assumingMemoryBound(to: UInt8.self),
                tag?.baseAddress?.assumingMemoryBound(to: UInt8.self)))
    }
}
