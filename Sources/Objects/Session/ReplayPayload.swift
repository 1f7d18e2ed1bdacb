/// The payload of an event: a JSON object of any shape, kept as the exact text that was or will be signed.
public struct ReplayPayload: Hashable, Sendable {
    /// One JSON object, in UTF-8.
    public let text: ArraySlice<UInt8>

    public static let empty = ReplayPayload(checked: Array("{}".utf8)[...])

    /// `text` must be one JSON object in the grammar that ``JSONScanner`` checks.
    init(checked text: ArraySlice<UInt8>) {
        self.text = text
    }

    /// Reads a JSON object and keeps it in the form that pydantic dumps: the same members in the same order, without
    /// space, with numbers and escapes in canonical form.
    ///
    /// Stricter than a reader of foreign sessions: an object with a duplicate key is an error.
    public init(parsing text: [UInt8]) throws(DecodeError) {
        let dump = try PydanticDump.object(text, "the payload")
        self.init(checked: dump[...])
    }

    /// The payload that holds the members of `object`, in its order.
    public init(_ object: JSONObject) {
        var text: [UInt8] = []
        JSONValue.object(object).appendPydantic(to: &text)
        self.init(checked: text[...])
    }

    /// The members; of duplicate keys, the last one. Parses the text each time.
    ///
    /// - Throws: ``DecodeError`` if a number exceeds the range of doubles; nothing else can be wrong with it.
    public func object() throws(DecodeError) -> JSONObject {
        guard case .object(let object) = try JSONValue(parsing: Array(text), as: .pydantic) else { return JSONObject() }
        return object
    }
}

extension ReplayPayload: CustomStringConvertible {
    public var description: String { String(decoding: text, as: UTF8.self) }
}
