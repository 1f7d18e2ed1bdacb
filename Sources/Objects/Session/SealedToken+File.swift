extension SealedToken {
    /// Reads the token of a file, which has the form of a session object's payload: the token and perhaps one line end.
    public init(inFile bytes: [UInt8]) throws(DecodeError) {
        try self.init(parsing: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...])
    }

    /// Whether a token of JSON may begin like this: with the base64 of `{"`, as everything that pydantic dumps does.
    static func mayBegin(with head: some Sequence<UInt8>) -> Bool {
        head.starts(with: "eyJ".utf8)
    }
}

extension ReplaySession {
    /// The session in a file, and the token that seals it. The signature is not checked here.
    public static func sealed(inFile bytes: [UInt8]) throws(DecodeError) -> (token: SealedToken, session: ReplaySession)
    {
        let token = try SealedToken(inFile: bytes)
        return (token, try ReplaySession(parsing: token.payload))
    }
}
