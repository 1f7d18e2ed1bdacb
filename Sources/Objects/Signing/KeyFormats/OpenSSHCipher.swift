internal import OpenSSL
internal import Sodium

/// A cipher with which OpenSSH encrypts private keys.
struct OpenSSHCipher {
    /// OpenSSL's name.
    private let name: String
    private let keyLength: Int
    private let ivLength: Int
    /// The length of the authentication tag after the encrypted bytes.
    let tagLength: Int

    static let blockLength = 16
    /// ssh-keygen's default.
    static let usualName = "aes256-ctr"

    /// Nil for a cipher that is not supported.
    init?(_ name: String) {
        let parts = name.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, parts[0].hasPrefix("aes"), let bits = Int(parts[0].dropFirst(3)),
            [128, 192, 256].contains(bits)
        else { return nil }
        switch parts[1] {
        case "ctr", "cbc": (ivLength, tagLength) = (16, 0)
        case "gcm@openssh.com": (ivLength, tagLength) = (12, 16)
        default: return nil
        }
        self.name = "aes-\(bits)-\(parts[1].prefix(3))"
        keyLength = bits / 8
    }

    /// What bcrypt derives from a passphrase: the key, then the initialisation vector.
    func material(_ passphrase: borrowing SecretBytes, salt: [UInt8], rounds: UInt32) -> SecretBytes {
        BcryptKey.derive(passphrase, salt: salt, rounds: rounds, length: keyLength + ivLength)
    }

    /// Encrypts or decrypts whole blocks.
    func apply(
        _ input: UnsafeRawBufferPointer, encrypts: Bool, _ material: borrowing SecretBytes, tag: [UInt8] = []
    ) throws(OpenSSL.Failure) -> SecretBytes {
        var tag = tag
        return try SecretBytes(count: input.count) { (output) throws(OpenSSL.Failure) in
            try material.withUnsafeBytes { (material) throws(OpenSSL.Failure) in
                try tag.withUnsafeMutableBufferPointer { (tag) throws(OpenSSL.Failure) in
                    try OpenSSL.apply(
                        name, encrypts: encrypts, key: UnsafeRawBufferPointer(rebasing: material[..<keyLength]),
                        iv: UnsafeRawBufferPointer(rebasing: material[keyLength...]), input, into: output,
                        tag: tag.isEmpty ? nil : UnsafeMutableRawBufferPointer(tag))
                }
            }
        }
    }
}
