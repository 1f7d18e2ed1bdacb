internal import CSodium

/// Base64 of secrets, in constant time and without copies elsewhere.
extension SecretBytes {
    /// Decodes base64 in the standard alphabet with padding, in its canonical form; nil for anything else. `lines`
    /// permits line ends anywhere.
    package init?(base64 text: UnsafeRawBufferPointer, lines: Bool = false) {
        // libsodium 1.0.18 accepts 0xab for '+' and 0xaf for '/'.
        guard text.reduce(0, |) < 0x80 else { return nil }
        var length: Int?
        let decoded = SecretBytes(
            count: text.count / 4 * 3 + 3,
            octets: { octets in
                var count = 0
                let characters = text.bindMemory(to: CChar.self).baseAddress
                let code = sodium_base642bin(
                    octets, text.count / 4 * 3 + 3, characters, text.count, lines ? "\r\n" : nil, &count, nil,
                    sodium_base64_VARIANT_ORIGINAL)
                if code == 0 { length = count }
            })
        guard let length else { return nil }
        self = decoded.prefix(length)
    }

    /// Appends the base64 of the bytes to `text`, which must have enough capacity if no copy may be left in memory.
    package borrowing func appendBase64(to text: inout [UInt8]) {
        let length = sodium_base64_encoded_len(count, sodium_base64_VARIANT_ORIGINAL)  // counts the final NUL
        let octets = count
        let encoded = SecretBytes(
            count: length,
            octets: { characters in
                _ = withOctets {
                    sodium_bin2base64(
                        UnsafeMutableRawPointer(characters).assumingMemoryBound(to: CChar.self), length, $0, octets,
                        sodium_base64_VARIANT_ORIGINAL)
                }
            })
        encoded.withUnsafeBytes { text.append(contentsOf: $0.dropLast()) }
    }
}
