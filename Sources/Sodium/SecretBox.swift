internal import CSodium

/// Authenticated encryption with a key of 32 bytes: XSalsa20 and Poly1305, as in `crypto_secretbox`.
package enum SecretBox {
    package static let keyLength = 32
    package static let nonceLength = 24
    /// How many bytes longer a box is than its message.
    package static let overhead = 16

    /// A random nonce, followed by the box. `key` must be 32 bytes long.
    package static func seal(_ message: borrowing SecretBytes, key: borrowing SecretBytes) -> [UInt8] {
        precondition(key.count == keyLength)
        let nonce = SystemRandom.bytes(nonceLength)
        var box = [UInt8](repeating: 0, count: message.count + overhead)
        let length = UInt64(message.count)
        message.withOctets { message in
            _ = key.withOctets { crypto_secretbox_easy(&box, message, length, nonce, $0) }
        }
        return nonce + box
    }

    /// Opens what ``seal(_:key:)`` made; nil if the key is wrong or a bit has changed. `key` must be 32 bytes long.
    package static func open(_ sealed: [UInt8], key: borrowing SecretBytes) -> SecretBytes? {
        precondition(key.count == keyLength)
        let length = sealed.count - nonceLength - overhead
        guard length >= 0 else { return nil }
        let nonce = Array(sealed[..<nonceLength])
        let box = Array(sealed[nonceLength...])
        var opened = false
        let message = SecretBytes(
            count: length,
            octets: { message in
                opened = key.withOctets { crypto_secretbox_open_easy(message, box, UInt64(box.count), nonce, $0) } == 0
            })
        guard opened else { return nil }
        return message
    }
}
