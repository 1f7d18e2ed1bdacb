internal import OpenSSL
package import Sodium

/// Private keys of other tools, encrypted with a passphrase: OpenSSH's, and PKCS#8 in PEM.
extension SigningKey {
    /// Reads a private key that ``parse(_:)`` finds encrypted; nil if the passphrase is wrong.
    package static func parse(
        _ text: borrowing SecretBytes, passphrase: borrowing SecretBytes
    ) throws(KeyFormatError) -> (key: SigningKey, comment: String)? {
        if let binary = text.withUnsafeBytes({ PEM.body($0, label: OpenSSHKey.privateLabel) }) {
            return try OpenSSHKey.privateKey(binary, passphrase: passphrase)
        }
        do throws(OpenSSL.Failure) {
            let seed = try SecretBytes(count: Ed25519.seedLength) { (seed) throws(OpenSSL.Failure) in
                try text.withUnsafeBytes { (pem) throws(OpenSSL.Failure) in
                    try passphrase.withUnsafeBytes { (passphrase) throws(OpenSSL.Failure) in
                        try OpenSSL.open(pem: pem, passphrase: passphrase, into: seed)
                    }
                }
            }
            return SigningKey(seed: seed).map { ($0, "") }
        } catch {
            guard error != .wrongPassphrase else { return nil }
            throw KeyFormatError(error)
        }
    }

    /// The key's file in `format`, which must be one that ``KeyFormat/takesPassphrase``, encrypted with a passphrase.
    package func encoded(
        as format: KeyFormat, comment: String = "", passphrase: borrowing SecretBytes
    ) throws(KeyFormatError) -> SecretBytes {
        guard format != .openssh else {
            return try OpenSSHKey.text(self, comment: comment, passphrase: passphrase)
        }
        do throws(OpenSSL.Failure) {
            var pem = [UInt8](repeating: 0, count: 4096)
            let length = try withSeed { (seed) throws(OpenSSL.Failure) in
                try passphrase.withUnsafeBytes { (passphrase) throws(OpenSSL.Failure) in
                    try pem.withUnsafeMutableBufferPointer { (pem) throws(OpenSSL.Failure) in
                        try OpenSSL.seal(seed: seed, passphrase: passphrase, into: UnsafeMutableRawBufferPointer(pem))
                    }
                }
            }
            pem.removeLast(pem.count - length)
            return SecretBytes(wiping: &pem)
        } catch {
            throw KeyFormatError(error)
        }
    }
}

extension KeyFormat {
    /// Whether a private key in this format can be encrypted with a passphrase.
    public var takesPassphrase: Bool {
        switch self {
        case .openssh, .pem: true
        case .raw, .json: false
        }
    }
}

extension KeyFormatError {
    init(_ failure: OpenSSL.Failure) {
        switch failure {
        case .notInstalled:
            self.init(
                .encrypted, "the key is under a passphrase, and libcrypto.so.3, which reads it, is not installed",
                hint: "install libssl3")
        case .wrongPassphrase: self.init(.encrypted, "the passphrase is wrong")
        case .otherAlgorithm: self.init(.otherAlgorithm, "the PEM file does not hold an Ed25519 private key")
        case .failed: self.init(.encrypted, "the key is protected in a way that is not read here")
        }
    }
}
