/// What a signature on a note is over.
public enum NoteAlgorithm: UInt8, CaseIterable, Hashable, Sendable {
    /// Ed25519 over the text: the signature of a log.
    case ed25519 = 1
    /// Ed25519 over the text and a time: the cosignature of a witness.
    case cosignature = 4
}

/// A key that signs notes, under a name (C2SP signed-note).
public struct NoteKey: Hashable, Sendable {
    public let name: String
    public let algorithm: NoteAlgorithm
    public let key: PublicKey

    /// Nil if `name` is not one.
    public init?(name: String, _ algorithm: NoteAlgorithm, _ key: PublicKey) {
        guard Self.isName(name) else { return nil }
        self.name = name
        self.algorithm = algorithm
        self.key = key
    }

    /// Whether a text may be a key's name: not empty, without spaces, `+` and control characters.
    public static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar != "+" && !scalar.properties.isWhitespace
            }
    }

    /// The four bytes that tell the key from others: of the SHA-256 over name, line end, algorithm and key.
    public var id: [UInt8] {
        let named = Array("\(name)\n".utf8) + [algorithm.rawValue] + key.bytes
        return Array(Digest(of: named).bytes[..<4])
    }

    /// `NAME+ID+KEY`, as verifiers are told of a key.
    public var text: String {
        "\(name)+\(Hex.encode(id))+\(Base64.encode([algorithm.rawValue] + key.bytes))"
    }

    /// Reads such a text.
    public init(parsing text: some StringProtocol) throws(DecodeError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(parts[2]), let first = bytes.first,
            let algorithm = NoteAlgorithm(rawValue: first), let key = PublicKey(Array(bytes.dropFirst())),
            let value = NoteKey(name: String(parts[0]), algorithm, key)
        else { throw DecodeError(.syntax, "it is not NAME+ID+KEY with an Ed25519 key") }
        guard Hex.encode(value.id) == parts[1] else {
            throw DecodeError(.notCanonical, "its ID is not that of its name and its key")
        }
        self = value
    }
}
