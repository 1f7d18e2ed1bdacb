/// Members that name files and objects.
extension JSONFields {
    mutating func path(_ key: String) throws(DecodeError) -> TreePath {
        try TreePath(try string(key).utf8)
    }

    mutating func pathOrNull(_ key: String) throws(DecodeError) -> TreePath? {
        guard let text = try stringOrNull(key) else { return nil }
        return try TreePath(text.utf8)
    }

    /// The mode of a file or a link.
    mutating func fileMode(_ key: String) throws(DecodeError) -> FileMode {
        guard let mode = FileMode(rawValue: try string(key)), mode != .folder else {
            throw wrong(key, expected: "the mode of a file")
        }
        return mode
    }

    /// A kind that may be the content of a file.
    mutating func contentKind(_ key: String) throws(DecodeError) -> ObjectKind {
        guard let kind = ObjectKind(rawValue: try string(key)), kind.isContent else {
            throw wrong(key, expected: "a kind of content")
        }
        return kind
    }

    mutating func contentLinkOrNull(_ key: String) throws(DecodeError) -> ComputedFile.ContentLink? {
        let value = try get(key)
        guard value != .null else { return nil }
        var fields = try JSONFields(value, name(key))
        return try ComputedFile.ContentLink(&fields)
    }

    /// An array of at most `limit` objects, each of which `read` decodes.
    mutating func array<Element>(
        _ key: String, atMost limit: Int, _ read: (inout JSONFields) throws(DecodeError) -> Element
    ) throws(DecodeError) -> [Element] {
        let values = try array(key)
        guard values.count <= limit else {
            throw DecodeError(.outOfRange, "\(name(key)) has \(values.count) elements; at most \(limit) are allowed")
        }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            var fields = try JSONFields(value, "\(name(key))[\(index)]")
            elements.append(try read(&fields))
            try fields.end()
        }
        return elements
    }
}
