/// Who is trusted to sign, with which key, and for what: one line of a signers file (docs/format.md §9.3).
public struct TrustedSigner: Hashable, Sendable {
    /// The owner of the key: mail addresses or other names, one or more.
    public let principals: [String]
    public let key: PublicKey
    /// What the key may sign; nil for everything.
    public let namespaces: Set<String>?
    /// The first moment, in seconds since 1970, from which the key no longer counts; nil if it is not revoked.
    public let revokedFrom: Int64?
    public let comment: String
    /// Whether it is one of the user's own keys, and not a line of a file.
    public private(set) var isOwn = false

    /// - Throws: an error if there is no principal, if one contains a character that the line's grammar uses, or if the
    ///   comment contains a line end.
    public init(
        principals: [String], key: PublicKey, namespaces: Set<String>? = nil, revokedFrom: Int64? = nil,
        comment: String = ""
    ) throws(DecodeError) {
        guard !principals.isEmpty else { throw DecodeError(.missing, "a signer without a principal") }
        for principal in principals {
            guard Self.isName(principal), !principal.hasPrefix("#") else {
                throw DecodeError(
                    .badName,
                    "'\(principal.prefix(80))' is not a principal's name: no spaces, no , \" * ? ! and no # in front")
            }
        }
        for namespace in namespaces ?? [] {
            guard Self.isName(namespace) else {
                throw DecodeError(.badName, "'\(namespace.prefix(80))' is not the name of a namespace")
            }
        }
        guard comment.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            throw DecodeError(.badText, "a comment with a control character in it")
        }
        self.principals = principals
        self.key = key
        self.namespaces = namespaces
        self.revokedFrom = revokedFrom
        self.comment = comment
    }

    /// The user, with one of the user's own keys, which no file names.
    public init(ownKey key: PublicKey, named name: String) {
        principals = ["\(name) (your key)"]
        self.key = key
        namespaces = nil
        revokedFrom = nil
        comment = ""
        isOwn = true
    }

    /// Whether the key may sign things of `namespace`.
    public func mayDo(_ namespace: SignatureNamespace) -> Bool {
        namespaces?.contains(namespace.rawValue) ?? true
    }

    /// The same signer, with the key revoked from `seconds` on.
    public func revoked(from seconds: Int64) -> TrustedSigner {
        TrustedSigner(self, revokedFrom: seconds)
    }

    private init(_ other: TrustedSigner, revokedFrom: Int64) {
        principals = other.principals
        key = other.key
        namespaces = other.namespaces
        self.revokedFrom = revokedFrom
        comment = other.comment
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7f && !",\"*?!".unicodeScalars.contains($0)
            }
    }
}

extension TrustedSigner {
    /// The line, without its end: `PRINCIPAL[,…] [OPTION[,…]] ssh-ed25519 KEY [COMMENT]`.
    public var text: String {
        var options: [String] = []
        if let namespaces { options.append("namespaces=\"\(namespaces.sorted().joined(separator: ","))\"") }
        if let revokedFrom { options.append("valid-before=\"\(UTCDate(seconds: revokedFrom).compactText)\"") }
        let words = [
            principals.joined(separator: ","), options.joined(separator: ","), OpenSSHKey.publicText(key), comment,
        ]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    public init(parsing line: String) throws(DecodeError) {
        var words = line.split(separator: " ", omittingEmptySubsequences: true)[...]
        guard let principals = words.popFirst() else { throw DecodeError(.missing, "a signer without a principal") }
        var namespaces: Set<String>?
        var revokedFrom: Int64?
        if let options = words.first, String(options) != OpenSSHKey.algorithm {
            words.removeFirst()
            for option in try Self.options(options) {
                switch option.name {
                case "namespaces" where namespaces == nil:
                    namespaces = Set(
                        option.value.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
                case "valid-before" where revokedFrom == nil:
                    guard !option.value.contains("-"), let date = UTCDate(parsing: option.value) else {
                        throw DecodeError(.syntax, "'\(option.value.prefix(40))' is not a date YYYYMMDD[hhmm[ss]]Z")
                    }
                    revokedFrom = date.seconds
                case "namespaces", "valid-before":
                    throw DecodeError(.order, "the option '\(option.name)' is there twice")
                default:
                    throw DecodeError(.unknownField, "the option '\(option.name.prefix(40))' is not known")
                }
            }
        }
        guard words.popFirst().map(String.init) == OpenSSHKey.algorithm else {
            throw DecodeError(.syntax, "where the type of the key should be, there is no '\(OpenSSHKey.algorithm)'")
        }
        guard let word = words.popFirst(), let key = OpenSSHKey.publicKey(base64: word) else {
            throw DecodeError(.syntax, "the key is not an Ed25519 key in OpenSSH's form")
        }
        try self.init(
            principals: principals.split(separator: ",", omittingEmptySubsequences: false).map(String.init), key: key,
            namespaces: namespaces, revokedFrom: revokedFrom, comment: words.joined(separator: " "))
    }

    /// Splits `name="value",…`. A value cannot contain quotes, so no comma outside quotes is part of one.
    private static func options(_ text: Substring) throws(DecodeError) -> [(name: Substring, value: Substring)] {
        var options: [(name: Substring, value: Substring)] = []
        var rest = text
        while true {
            guard let equals = rest.firstIndex(of: "="), rest[equals...].hasPrefix("=\"") else {
                throw DecodeError(.unknownField, "'\(text.prefix(80))' is neither options nor the type of a key")
            }
            let name = rest[..<equals]
            rest = rest[equals...].dropFirst(2)
            guard let quote = rest.firstIndex(of: "\"") else { throw DecodeError(.syntax, "a quote does not end") }
            options.append((name, rest[..<quote]))
            rest = rest[quote...].dropFirst()
            if rest.isEmpty { return options }
            guard rest.first == "," else { throw DecodeError(.syntax, "an option does not end with its quote") }
            rest = rest.dropFirst()
        }
    }
}
