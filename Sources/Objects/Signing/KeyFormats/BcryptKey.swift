internal import Crypto
internal import Sodium

/// Derives keys from passphrases as OpenSSH does: with OpenBSD's bcrypt_pbkdf.
enum BcryptKey {
    /// The maximum that a file may require; ssh-keygen writes 16 or 24.
    static let maximumRounds: UInt32 = 4096

    private static let text = Array("OxychromaticBlowfishSwatDynamite".utf8)
    private static let hashLength = 32

    /// `length` bytes, at most 64. The salt may not be empty.
    static func derive(
        _ passphrase: borrowing SecretBytes, salt: [UInt8], rounds: UInt32, length: Int
    ) -> SecretBytes {
        var password = passphrase.withUnsafeBytes { Array(SHA512.hash(data: $0)) }
        let stride = (length + hashLength - 1) / hashLength
        var key = [UInt8](repeating: 0, count: length)
        for block in 0..<stride {
            var counted = salt
            counted.append(integer: UInt32(block + 1))
            var output = hash(password, salt: Array(SHA512.hash(data: counted)))
            var sum = output
            for _ in 1..<max(rounds, 1) {
                output = hash(password, salt: Array(SHA512.hash(data: output)))
                for index in sum.indices { sum[index] ^= output[index] }
            }
            // The blocks' bytes are interleaved.
            for (index, byte) in sum.enumerated() where index * stride + block < length {
                key[index * stride + block] = byte
            }
            output.wipe()
            sum.wipe()
        }
        password.wipe()
        return SecretBytes(wiping: &key)
    }

    private static func hash(_ password: [UInt8], salt: [UInt8]) -> [UInt8] {
        var cipher = Blowfish()
        cipher.expand(key: password, salt: salt)
        for _ in 0..<64 {
            cipher.expand(key: salt)
            cipher.expand(key: password)
        }
        var stream = Blowfish.WordStream(text)
        var words = (0..<hashLength / 4).map { _ in stream.next() }
        for _ in 0..<64 {
            for index in Swift.stride(from: 0, to: words.count, by: 2) {
                (words[index], words[index + 1]) = cipher.encipher(words[index], words[index + 1])
            }
        }
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
}
