/// The format of a key in a file of another tool.
public enum KeyFormat: String, CaseIterable, Hashable, Sendable {
    /// Base64 of the 32 bytes.
    case raw
    /// PKCS#8 or SubjectPublicKeyInfo in PEM (RFC 8410), as openssl writes.
    case pem
    /// `id_ed25519` without a passphrase, and `.pub`, as ssh-keygen writes.
    case openssh
    /// `{"privateKey", "publicKey"}` in base64, as in agent-rerun.
    case json
}

/// A key file that is refused.
public struct KeyFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why a text is not a key.
    public enum Reason: String, Hashable, Sendable {
        /// None of the formats.
        case unknownFormat
        /// One of the formats, but damaged or not canonical.
        case malformed
        /// Protected by a passphrase, in a way that is not supported.
        case encrypted
        /// A key of another algorithm.
        case otherAlgorithm
        /// A public key where a private one is needed, or the other way round.
        case otherHalf
        /// The private key and the public key in the file do not match, or the point is invalid.
        case badKey
    }

    public let reason: Reason
    /// One line for the user.
    public let detail: String
    /// The hint, if there is one.
    public let hint: String?

    init(_ reason: Reason, _ detail: String, hint: String? = nil) {
        self.reason = reason
        self.detail = detail
        self.hint = hint
    }

    public var description: String { detail }

    static let unknown = KeyFormatError(
        .unknownFormat, "this is not a key file",
        hint: "a key is raw base64, PEM, OpenSSH's id_ed25519 or .pub, or a JSON key file")
}
