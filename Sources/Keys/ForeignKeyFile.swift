package import Objects
internal import Sodium

/// Keys in files of other tools.
package enum ForeignKeyFile {
    /// A private key read from a file, with its comment.
    package struct PrivateKey: Sendable {
        package let key: SigningKey
        /// Empty if the format has no comments.
        package let comment: String
    }

    /// Reads a private key in any ``KeyFormat``; nil if there is no file.
    ///
    /// - Parameters:
    ///   - allowsReaders: whether users other than its owner may read the file, or what it links to.
    ///   - passphrase: read only if the key is encrypted.
    package static func findPrivate(
        _ path: String, allowsReaders: Bool = false, _ passphrase: PassphraseSource
    ) throws(KeysError) -> PrivateKey? {
        guard let contents = try SecretFile.find(path, limit: SigningKey.maximumFileLength) else { return nil }
        guard allowsReaders || !contents.isReadableByOthers || isPublic(contents.bytes) else {
            throw .readableByOthers(path: path)
        }
        do throws(KeyFormatError) {
            let (key, comment) = try SigningKey.parse(contents.bytes)
            return PrivateKey(key: key, comment: comment)
        } catch {
            guard error.reason == .encrypted else { throw .format(path: path, error) }
        }
        let secret = try passphrase.read(for: "the key file '\(path)'")
        do throws(KeyFormatError) {
            if let (key, comment) = try SigningKey.parse(contents.bytes, passphrase: secret) {
                return PrivateKey(key: key, comment: comment)
            }
        } catch {
            throw .format(path: path, error)
        }
        throw .wrongPassphrase(path)
    }

    /// Whether others may read it: it is a public key where a private one is expected.
    private static func isPublic(_ bytes: borrowing SecretBytes) -> Bool {
        (try? PublicKey.parse(bytes.withUnsafeBytes { Array($0) })) != nil
    }

    /// Reads a public key in any ``KeyFormat``; nil if there is no file.
    package static func findPublic(_ path: String) throws(KeysError) -> (key: PublicKey, comment: String)? {
        guard let contents = try SecretFile.find(path, limit: SigningKey.maximumFileLength) else { return nil }
        do throws(KeyFormatError) {
            return try PublicKey.parse(contents.bytes.withUnsafeBytes { Array($0) })
        } catch {
            throw .format(path: path, error)
        }
    }

    /// Writes a private key to a file that only its owner may read; a new file unless `replacing`; unencrypted without
    /// a passphrase.
    package static func write(
        _ key: SigningKey, as format: KeyFormat, comment: String, sealed passphrase: PassphraseSource? = nil,
        to path: String, replacing: Bool = false
    ) throws(KeysError) {
        try SecretFile.write(
            text(key, as: format, comment: comment, sealed: passphrase, path), to: path, replacing: replacing)
    }

    /// Passes on the text of such a file. `body` wipes whatever it copies.
    package static func withText(
        _ key: SigningKey, as format: KeyFormat, comment: String, sealed passphrase: PassphraseSource?,
        _ body: (RawSpan) throws -> Void
    ) throws {
        try text(key, as: format, comment: comment, sealed: passphrase, "standard output").withUnsafeBytes {
            try body($0.bytes)
        }
    }

    private static func text(
        _ key: SigningKey, as format: KeyFormat, comment: String, sealed passphrase: PassphraseSource?, _ path: String
    ) throws(KeysError) -> SecretBytes {
        guard let passphrase else { return key.encoded(as: format, comment: comment) }
        let secret = try passphrase.read(for: "the exported key", confirming: true)
        do throws(KeyFormatError) {
            return try key.encoded(as: format, comment: comment, passphrase: secret)
        } catch {
            throw .format(path: path, error)
        }
    }
}
