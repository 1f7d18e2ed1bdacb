public import Objects
internal import Sodium

/// Keys in files of other tools.
public enum ForeignKeyFile {
    /// A private key out of a file, and what stands beside it.
    public struct PrivateKey: Sendable {
        public let key: SigningKey
        /// Empty where the format has none.
        public let comment: String
        /// Whether others than its owner may read the file.
        public let isReadableByOthers: Bool
    }

    /// Reads a private key in any ``KeyFormat``; nil when there is no file.
    public static func findPrivate(_ path: String) throws(KeysError) -> PrivateKey? {
        guard let contents = try SecretFile.find(path, limit: SigningKey.maximumFileLength) else { return nil }
        do throws(KeyFormatError) {
            let (key, comment) = try SigningKey.parse(contents.bytes)
            return PrivateKey(key: key, comment: comment, isReadableByOthers: contents.isReadableByOthers)
        } catch {
            throw .format(path: path, error)
        }
    }

    /// Reads a public key in any ``KeyFormat``; nil when there is no file.
    public static func findPublic(_ path: String) throws(KeysError) -> (key: PublicKey, comment: String)? {
        guard let contents = try SecretFile.find(path, limit: SigningKey.maximumFileLength) else { return nil }
        do throws(KeyFormatError) {
            return try PublicKey.parse(contents.bytes.withUnsafeBytes { Array($0) })
        } catch {
            throw .format(path: path, error)
        }
    }

    /// Writes a private key, unsealed, to a new file that only its owner may read.
    public static func write(_ key: SigningKey, as format: KeyFormat, comment: String, to path: String)
        throws(KeysError)
    {
        try SecretFile.write(key.encoded(as: format, comment: comment), to: path)
    }
}
