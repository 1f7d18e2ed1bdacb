/// The form that commits and tags share with git: lines `key SP value`, an empty line, and a message (docs/format.md §3.6).
package struct HeaderBlock {
    private var lines: ArraySlice<(key: String, value: String, offset: Int)>
    package let message: String

    package init(_ payload: [UInt8]) throws(DecodeError) {
        guard let text = String(validating: payload, as: UTF8.self) else {
            throw DecodeError(.badText, "the text is not valid UTF-8")
        }
        guard !text.utf8.contains(0) else { throw DecodeError(.badText, "the text has a NUL in it") }
        var lines: ArraySlice<(key: String, value: String, offset: Int)> = []
        var rest = text.utf8[...]
        while rest.first != UInt8(ascii: "\n") {
            let offset = text.utf8.distance(from: text.utf8.startIndex, to: rest.startIndex)
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw DecodeError(.truncated, "the header does not end with an empty line", at: offset)
            }
            let line = rest[..<end]
            guard let space = line.firstIndex(of: UInt8(ascii: " ")) else {
                throw DecodeError(.syntax, "a header line without a value", at: offset)
            }
            lines.append((String(line[..<space])!, String(line[line.index(after: space)...])!, offset))
            rest = rest[rest.index(after: end)...]
        }
        self.lines = lines
        message = String(rest.dropFirst())!
    }

    /// Takes the next line if it has this key.
    package mutating func find<Value>(
        _ key: String, _ parse: (String) throws(DecodeError) -> Value
    ) throws(DecodeError) -> Value? {
        guard let line = lines.first, line.key == key else { return nil }
        lines.removeFirst()
        do throws(DecodeError) {
            return try parse(line.value)
        } catch {
            throw DecodeError(error.reason, error.detail, at: line.offset)
        }
    }

    /// Takes the next line, which must have this key.
    package mutating func get<Value>(
        _ key: String, _ parse: (String) throws(DecodeError) -> Value
    ) throws(DecodeError) -> Value {
        if let value = try find(key, parse) { return value }
        throw DecodeError(.missing, "the line '\(key)' is missing", at: lines.first?.offset)
    }

    package func end() throws(DecodeError) {
        guard let line = lines.first else { return }
        throw DecodeError(.unknownField, "the line '\(line.key.prefix(40))' does not belong here", at: line.offset)
    }

    package static func id(_ value: String) throws(DecodeError) -> ObjectID {
        guard let id = ObjectID(hex: value) else {
            throw DecodeError(.syntax, "'\(value.prefix(80))' is not an identity")
        }
        return id
    }
}
