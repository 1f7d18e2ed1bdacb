/// What an event carries: a JSON object of any shape, kept as the very text that was or will be signed.
public struct ReplayPayload: Hashable, Sendable {
    /// One JSON object, in UTF-8.
    public let text: ArraySlice<UInt8>

    public static let empty = ReplayPayload(checked: Array("{}".utf8)[...])

    /// `text` must be one JSON object in the grammar that ``JSONScanner`` checks.
    init(checked text: ArraySlice<UInt8>) {
        self.text = text
    }

    /// Reads a JSON object and keeps it in the form that pydantic dumps: the same members in the same order, no space,
    /// numbers and escapes in one way.
    ///
    /// Stricter than a reader of foreign sessions is: an object that has a key twice is an error.
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

    /// The members, the last one where a key is there twice. Reads the text each time.
    ///
    /// - Throws: ``DecodeError`` when a number is larger than a double holds; nothing else can be wrong with it.
    public func object() throws(DecodeError) -> JSONObject {
        guard case .object(let object) = try JSONValue(parsing: Array(text), as: .pydantic) else { return JSONObject() }
        return object
    }
}

extension ReplayPayload: CustomStringConvertible {
    public var description: String { String(decoding: text, as: UTF8.self) }
}
