extension JSONScanner {
    /// Takes an object, which must be next; `what` names it in errors.
    ///
    /// `member` is called after each key and its colon, with the key and its offset, and takes the value.
    package mutating func members(
        of what: String, _ member: (inout JSONScanner, _ key: String, _ offset: Int) throws(DecodeError) -> Void
    ) throws(DecodeError) {
        guard peek() == UInt8(ascii: "{") else { throw DecodeError(.wrongType, "\(what) is not a JSON object", at: at) }
        try open(0)
        if peek() != UInt8(ascii: "}") {
            repeat {
                let offset = at
                let found = try string()
                let key = try text(found)
                try get(UInt8(ascii: ":"))
                try member(&self, key, offset)
            } while find(UInt8(ascii: ","))
        }
        try close(UInt8(ascii: "}"))
    }

    /// Takes an array, which must be next; `element` takes each element.
    package mutating func elements(
        of what: String, _ element: (inout JSONScanner) throws(DecodeError) -> Void
    ) throws(DecodeError) {
        guard peek() == UInt8(ascii: "[") else { throw DecodeError(.wrongType, "\(what) is not an array", at: at) }
        try open(0)
        if peek() != UInt8(ascii: "]") {
            repeat { try element(&self) } while find(UInt8(ascii: ","))
        }
        try close(UInt8(ascii: "]"))
    }
}
