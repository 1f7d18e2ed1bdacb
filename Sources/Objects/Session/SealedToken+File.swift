extension SealedToken {
    /// Reads the token of a file: as the payload of a session object, it is the token and perhaps one line end.
    public init(inFile bytes: [UInt8]) throws(DecodeError) {
        try self.init(parsing: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...])
    }

    /// Whether a token of JSON may begin so: with the base64 of `{"`, as everything begins that pydantic dumps.
    static func mayBegin(with head: some Sequence<UInt8>) -> Bool {
        head.starts(with: "eyJ".utf8)
    }
}

extension ReplaySession {
    /// The session of a file, and the token that seals it. Whose signature it is, is not asked here.
    public static func sealed(inFile bytes: [UInt8]) throws(DecodeError) -> (token: SealedToken, session: ReplaySession)
    {
        let token = try SealedToken(inFile: bytes)
        return (token, try ReplaySession(parsing: token.payload))
    }
}
