internal import OpenSSL
internal import Sodium

/// Ed25519 keys as OpenSSH writes them: `.pub` lines, and private keys (PROTOCOL.key).
enum OpenSSHKey {
    static let algorithm = "ssh-ed25519"
    static let privateLabel = "OPENSSH PRIVATE KEY"

    private static let magic = Array("openssh-key-v1\0".utf8)

    private static func field(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var field: [UInt8] = []
        field.append(integer: UInt32(bytes.count))
        field.append(contentsOf: bytes)
        return field
    }

    /// The two fields of a public key on the wire.
    static func publicBlob(_ key: [UInt8]) -> [UInt8] {
        field(algorithm.utf8) + field(key)
    }

    /// `ssh-ed25519 BASE64`.
    static func publicText(_ key: PublicKey) -> String {
        "\(algorithm) \(Base64.encode(publicBlob(key.bytes)))"
    }

    /// Reads the second word of a `.pub` line.
    static func publicKey(base64 text: some StringProtocol) -> PublicKey? {
        guard let blob = Base64.decode(text), blob.count == publicBlob([]).count + Ed25519.publicKeyLength else {
            return nil
        }
        let bytes = Array(blob.suffix(Ed25519.publicKeyLength))
        guard publicBlob(bytes) == blob else { return nil }
        return PublicKey(bytes)
    }

    /// Reads a `.pub` line: type, key and perhaps a comment.
    static func publicKey(line: String) throws(KeyFormatError) -> (key: PublicKey, comment: String) {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.first.map(String.init) == algorithm else {
            throw KeyFormatError(
                .otherAlgorithm, "the OpenSSH key is '\(words.first?.prefix(40) ?? "")', not \(algorithm)")
        }
        guard words.count >= 2, let key = publicKey(base64: words[1]) else {
            throw KeyFormatError(.malformed, "the OpenSSH public key is damaged, or not a good key")
        }
        return (key, words.count == 3 ? String(words[2]) : "")
    }

    /// What is between the first and the last line of a private key file.
    private struct Envelope {
        let cipher: String
        let derivation: String
        let options: UnsafeRawBufferPointer
        let blob: UnsafeRawBufferPointer
        /// The private part, perhaps encrypted, and its authentication.
        let section: UnsafeRawBufferPointer
        let tag: UnsafeRawBufferPointer

        init(_ bytes: UnsafeRawBufferPointer) throws(KeyFormatError) {
            var cursor = OctetCursor(bytes)
            func field() -> UnsafeRawBufferPointer? { cursor.bigEndian32().flatMap { cursor.take(Int($0)) } }
            guard cursor.skip(magic), let cipher = field(), let derivation = field(), let options = field(),
                cursor.bigEndian32() == 1, let blob = field(), let section = field(),
                let tag = cursor.take(cursor.remaining)
            else { throw damaged }
            self.cipher = String(decoding: cipher, as: UTF8.self)
            self.derivation = String(decoding: derivation, as: UTF8.self)
            (self.options, self.blob, self.section, self.tag) = (options, blob, section, tag)
            guard blob.starts(with: OpenSSHKey.field(algorithm.utf8)) else {
                throw KeyFormatError(.otherAlgorithm, "the OpenSSH key is not of the type \(algorithm)")
            }
        }
    }

    /// Reads a private key file that is not encrypted.
    static func privateKey(
        _ binary: borrowing SecretBytes
    ) throws(KeyFormatError) -> (key: SigningKey, comment: String) {
        try binary.withUnsafeBytes { (bytes) throws(KeyFormatError) in
            let envelope = try Envelope(bytes)
            guard envelope.cipher == "none", envelope.derivation == "none", envelope.options.isEmpty else {
                throw KeyFormatError(.encrypted, "the OpenSSH key is protected by a passphrase")
            }
            guard envelope.tag.isEmpty, let found = try open(envelope.section, blob: envelope.blob, blockLength: 8)
            else {
                throw damaged
            }
            return found
        }
    }

    /// Reads a private key file that is encrypted; nil if the passphrase is wrong.
    static func privateKey(
        _ binary: borrowing SecretBytes, passphrase: borrowing SecretBytes
    ) throws(KeyFormatError) -> (key: SigningKey, comment: String)? {
        try binary.withUnsafeBytes { (bytes) throws(KeyFormatError) in
            let envelope = try Envelope(bytes)
            var options = OctetCursor(envelope.options)
            guard envelope.derivation == "bcrypt", let cipher = OpenSSHCipher(envelope.cipher) else {
                throw KeyFormatError(
                    .encrypted,
                    "the OpenSSH key is protected by \(envelope.derivation) and \(envelope.cipher), which at1 does not read",
                    hint: "protect a copy in the usual way with: ssh-keygen -p -Z \(OpenSSHCipher.usualName) -f COPY")
            }
            guard let saltLength = options.bigEndian32(), let salt = options.take(Int(saltLength)), !salt.isEmpty,
                let rounds = options.bigEndian32(), options.remaining == 0, envelope.tag.count == cipher.tagLength,
                !envelope.section.isEmpty, envelope.section.count.isMultiple(of: OpenSSHCipher.blockLength)
            else { throw damaged }
            guard 1...BcryptKey.maximumRounds ~= rounds else {
                throw KeyFormatError(
                    .encrypted,
                    "the OpenSSH key asks for \(rounds) rounds of bcrypt; at most \(BcryptKey.maximumRounds) are done")
            }
            let material = cipher.material(passphrase, salt: Array(salt), rounds: rounds)
            let plain: SecretBytes
            do throws(OpenSSL.Failure) {
                plain = try cipher.apply(envelope.section, encrypts: false, material, tag: Array(envelope.tag))
            } catch {
                guard error != .wrongPassphrase else { return nil }
                throw KeyFormatError(error)
            }
            return try plain.withUnsafeBytes { (plain) throws(KeyFormatError) in
                try open(plain, blob: envelope.blob, blockLength: OpenSSHCipher.blockLength)
            }
        }
    }

    /// Reads the private part; nil if the two numbers at its beginning differ.
    private static func open(
        _ section: UnsafeRawBufferPointer, blob: UnsafeRawBufferPointer, blockLength: Int
    ) throws(KeyFormatError) -> (key: SigningKey, comment: String)? {
        var inner = OctetCursor(section)
        guard let check = inner.bigEndian32(), let again = inner.bigEndian32() else { throw damaged }
        guard check == again else { return nil }
        guard inner.skip(field(algorithm.utf8)),
            inner.bigEndian32() == UInt32(Ed25519.publicKeyLength), let publicKey = inner.take(Ed25519.publicKeyLength),
            inner.bigEndian32() == UInt32(Ed25519.seedLength + Ed25519.publicKeyLength),
            let seed = inner.take(Ed25519.seedLength), let again = inner.take(Ed25519.publicKeyLength),
            let commentLength = inner.bigEndian32(), let comment = inner.take(Int(commentLength)),
            section.count.isMultiple(of: blockLength), inner.remaining < blockLength,
            inner.skip((1...blockLength).prefix(inner.remaining).map(UInt8.init))
        else { throw damaged }
        guard let key = SigningKey(seed: SecretBytes(copying: seed)), key.publicKey.bytes.elementsEqual(publicKey),
            publicKey.elementsEqual(again), blob.elementsEqual(publicBlob(key.publicKey.bytes))
        else { throw KeyFormatError(.badKey, "the OpenSSH file's private and public keys do not match") }
        return (key, String(decoding: comment, as: UTF8.self))
    }

    private static let damaged = KeyFormatError(.malformed, "the OpenSSH private key is damaged")

    /// The private part before encryption.
    private static func section(of key: SigningKey, comment: String, blockLength: Int) -> SecretBytes {
        let publicKey = key.publicKey.bytes
        let check = SystemRandom.bytes(4)
        var before = check + check + publicBlob(publicKey)
        before.append(integer: UInt32(Ed25519.seedLength + publicKey.count))
        var after = publicKey + field(comment.utf8)
        var pad: UInt8 = 1
        while !(before.count + Ed25519.seedLength + after.count).isMultiple(of: blockLength) {
            after.append(pad)
            pad += 1
        }
        return SecretBytes(count: before.count + Ed25519.seedLength + after.count) { section in
            section.copyBytes(from: before)
            key.withSeed { UnsafeMutableRawBufferPointer(rebasing: section[before.count...]).copyBytes(from: $0) }
            UnsafeMutableRawBufferPointer(rebasing: section[(before.count + Ed25519.seedLength)...])
                .copyBytes(from: after)
        }
    }

    /// The file of a private part and what precedes it.
    private static func text(
        cipher: String, derivation: String, options: [UInt8], _ key: SigningKey, _ section: borrowing SecretBytes
    ) -> SecretBytes {
        var head = magic + field(cipher.utf8) + field(derivation.utf8) + field(options)
        head.append(integer: 1 as UInt32)
        head += field(publicBlob(key.publicKey.bytes))
        head.append(integer: UInt32(section.count))
        let binary = SecretBytes(count: head.count + section.count) { binary in
            binary.copyBytes(from: head)
            section.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: binary[head.count...]).copyBytes(from: $0)
            }
        }
        var base64: [UInt8] = []
        base64.reserveCapacity(binary.count * 2)
        binary.appendBase64(to: &base64)
        var text: [UInt8] = []
        text.reserveCapacity(base64.count * 2)
        text.append(contentsOf: "-----BEGIN \(privateLabel)-----\n".utf8)
        for start in stride(from: 0, to: base64.count, by: 70) {
            text.append(contentsOf: base64[start..<min(start + 70, base64.count)])
            text.append(UInt8(ascii: "\n"))
        }
        text.append(contentsOf: "-----END \(privateLabel)-----\n".utf8)
        base64.wipe()
        return SecretBytes(wiping: &text)
    }

    /// The private key's file, not encrypted.
    static func text(_ key: SigningKey, comment: String) -> SecretBytes {
        text(
            cipher: "none", derivation: "none", options: [], key, section(of: key, comment: comment, blockLength: 8))
    }

    /// The private key's file, encrypted with a passphrase as ssh-keygen does.
    static func text(
        _ key: SigningKey, comment: String, passphrase: borrowing SecretBytes
    ) throws(KeyFormatError) -> SecretBytes {
        let rounds: UInt32 = 24
        let salt = SystemRandom.bytes(16)
        guard let cipher = OpenSSHCipher(OpenSSHCipher.usualName) else { throw damaged }
        var options = field(salt)
        options.append(integer: rounds)
        let plain = section(of: key, comment: comment, blockLength: OpenSSHCipher.blockLength)
        let material = cipher.material(passphrase, salt: salt, rounds: rounds)
        do throws(OpenSSL.Failure) {
            let section = try plain.withUnsafeBytes { (plain) throws(OpenSSL.Failure) in
                try cipher.apply(plain, encrypts: true, material)
            }
            return text(cipher: OpenSSHCipher.usualName, derivation: "bcrypt", options: options, key, section)
        } catch {
            throw KeyFormatError(error)
        }
    }
}
