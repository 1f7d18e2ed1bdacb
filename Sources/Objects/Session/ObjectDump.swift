/// Writes a JSON object member by member, as one of Python's two writers does.
struct ObjectDump {
    enum Writer {
        /// pydantic's `model_dump_json`: characters as they are.
        case pydantic
        /// `json.dumps(…, separators=(",", ":"))`: ASCII only, other characters as `\uxxxx` for each UTF-16 unit.
        case json
    }

    private let writer: Writer
    private var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var isFirst = true

    init(_ writer: Writer) {
        self.writer = writer
    }

    /// Closes the object and returns its bytes.
    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// A string, or null.
    mutating func text(_ key: String, _ value: String?) {
        begin(key)
        if let value { append(value) } else { appendNull() }
    }

    mutating func texts(_ key: String, _ values: [String]) {
        begin(key)
        list(values) { $0.append($1) }
    }

    /// An integer, or null.
    mutating func number(_ key: String, _ value: UInt64?) {
        begin(key)
        if let value { bytes.append(contentsOf: "\(value)".utf8) } else { appendNull() }
    }

    /// A float, which must be finite, or null.
    mutating func float(_ key: String, _ value: Double?) {
        begin(key)
        guard let value else { return appendNull() }
        switch writer {
        case .pydantic: bytes.append(contentsOf: value.pydantic.utf8)
        case .json: bytes.append(contentsOf: value.pythonRepr.utf8)
        }
    }

    mutating func object(_ key: String, _ members: (inout ObjectDump) -> Void) {
        begin(key)
        nested(members)
    }

    mutating func objects<Element>(_ key: String, _ values: [Element], _ members: (inout ObjectDump, Element) -> Void) {
        begin(key)
        list(values) { dump, value in dump.nested { members(&$0, value) } }
    }

    private mutating func begin(_ key: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        append(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendNull() {
        bytes.append(contentsOf: "null".utf8)
    }

    private mutating func nested(_ members: (inout ObjectDump) -> Void) {
        var object = ObjectDump(writer)
        members(&object)
        bytes.append(contentsOf: object.finish())
    }

    private mutating func list<Element>(_ elements: [Element], _ write: (inout Self, Element) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ text: String) {
        let start = bytes.count
        JSONString(text).appendCanonical(to: &bytes)
        guard writer == .json, bytes[start...].contains(where: { $0 >= 0x7f }) else { return }
        let plain = String(decoding: bytes[start...], as: UTF8.self)
        bytes.removeSubrange(start...)
        for unit in plain.utf16 {
            if unit < 0x7f {
                bytes.append(UInt8(unit))
            } else {
                bytes.append(contentsOf: #"\u"#.utf8)
                bytes.append(contentsOf: Hex.encode([UInt8(unit >> 8), UInt8(unit & 0xff)]).utf8)
            }
        }
    }
}
