/// Why bytes are not the value they claim to be, and where.
public struct DecodeError: Error, Hashable, Sendable {
    /// The named failures. A test vector has one of these each.
    public enum Reason: String, Hashable, Sendable {
        /// The bytes end in the middle of something.
        case truncated
        /// More bytes follow the complete value.
        case trailingBytes = "trailing bytes"
        /// A value that is not in its canonical form.
        case notCanonical = "not canonical"
        /// A JSON object has a key twice.
        case duplicateKey = "duplicate key"
        /// A syntax error.
        case syntax
        /// A required field is missing.
        case missing
        /// An unknown field.
        case unknownField = "unknown field"
        /// The right grammar, the wrong type.
        case wrongType = "wrong type"
        /// A number, a length or a depth out of its range.
        case outOfRange = "out of range"
        /// Text that is not UTF-8.
        case badText = "not UTF-8"
        /// A name that is not allowed in a path.
        case badName = "bad name"
        /// Entries out of order, or twice.
        case order
        /// A document whose parts are valid one by one, but which violates its schema.
        case schema
    }

    /// The kind of error.
    public let reason: Reason
    /// One line for the user, without the position.
    public let detail: String
    /// The offset of the failure, if known.
    public var offset: Int?

    public init(_ reason: Reason, _ detail: String, at offset: Int? = nil) {
        self.reason = reason
        self.detail = detail
        self.offset = offset
    }
}

extension DecodeError: CustomStringConvertible {
    public var description: String {
        guard let offset else { return "\(detail) (\(reason.rawValue))" }
        return "\(detail) (\(reason.rawValue), at byte \(offset))"
    }
}
