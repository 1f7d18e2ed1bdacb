/// Takes the members of a JSON object one by one, by type, and reports what is missing, mistyped or left over.
///
/// Errors name the member by its path (`output.sha256`), since a schema is about members and not about bytes.
public struct JSONFields: Sendable {
    private var object: JSONObject
    private let path: String

    /// Opens `value`, which must be an object. `path` is its name in errors.
    public init(_ value: JSONValue, _ path: String) throws(DecodeError) {
        guard case .object(let object) = value else {
            throw DecodeError(.wrongType, "\(path) is not a JSON object")
        }
        self.object = object
        self.path = path
    }

    func name(_ key: String) -> String { "\(path).\(key)" }

    func wrong(_ key: String, expected: String) -> DecodeError {
        DecodeError(.wrongType, "\(name(key)) is not \(expected)")
    }

    /// The member; nil if there is none.
    public mutating func find(_ key: String) -> JSONValue? {
        defer { object[key] = nil }
        return object[key]
    }

    /// Takes a member that must be present.
    public mutating func get(_ key: String) throws(DecodeError) -> JSONValue {
        guard let value = find(key) else { throw DecodeError(.missing, "\(name(key)) is missing") }
        return value
    }

    /// Takes a string.
    public mutating func string(_ key: String) throws(DecodeError) -> String {
        guard case .string(let string) = try get(key) else { throw wrong(key, expected: "a string") }
        return string.text
    }

    /// A string, or nil for null.
    public mutating func stringOrNull(_ key: String) throws(DecodeError) -> String? {
        switch try get(key) {
        case .null: return nil
        case .string(let string): return string.text
        default: throw wrong(key, expected: "a string or null")
        }
    }

    /// Takes an object.
    public mutating func object(_ key: String) throws(DecodeError) -> JSONObject {
        guard case .object(let object) = try get(key) else { throw wrong(key, expected: "an object") }
        return object
    }

    /// Takes an object, to be read member by member.
    public mutating func fields(_ key: String) throws(DecodeError) -> JSONFields {
        try JSONFields(try get(key), name(key))
    }

    /// Takes an array.
    public mutating func array(_ key: String) throws(DecodeError) -> [JSONValue] {
        guard case .array(let elements) = try get(key) else { throw wrong(key, expected: "an array") }
        return elements
    }

    /// Takes a number.
    public mutating func number(_ key: String) throws(DecodeError) -> JSONNumber {
        guard case .number(let number) = try get(key) else { throw wrong(key, expected: "a number") }
        return number
    }

    /// A non-negative integer: a number up to 2^53, a canonical decimal string above.
    public mutating func unsigned(_ key: String) throws(DecodeError) -> UInt64 {
        let value = try get(key)
        guard let integer = value.unsignedInteger else { throw wrong(key, expected: "a non-negative integer") }
        return integer
    }

    /// Takes a digest: a string of 64 lower-case hexadecimal digits.
    public mutating func digest(_ key: String) throws(DecodeError) -> Digest {
        guard let digest = Digest(hex: try string(key)) else {
            throw wrong(key, expected: "64 lower-case hexadecimal digits")
        }
        return digest
    }

    /// Checks that every member has been taken.
    public func end() throws(DecodeError) {
        guard let member = object.members.first else { return }
        throw DecodeError(.unknownField, "\(name(member.key.text)) is not known")
    }
}

extension JSONValue {
    /// The value as a non-negative 64-bit integer, in the form that ``integer(_:)`` writes; nil for everything else.
    public var unsignedInteger: UInt64? {
        switch self {
        case .number(let number):
            guard number.digits == nil, number.value >= 0 else { return nil }
            return UInt64(exactly: number.value)
        case .string(let string):
            guard let value = UInt64(string.text), "\(value)" == string.text,
                value > UInt64(JSONNumber.exactIntegers.upperBound)
            else { return nil }
            return value
        default: return nil
        }
    }
}
