/// Rewrites JSON text, byte for byte as pydantic's `model_dump_json` writes the value that Python reads from it.
///
/// Members keep their order; there is no space; characters beyond ASCII and U+007F are written as they are, the others
/// escaped in the shortest way; integers keep their digits; other numbers are printed as ``Swift/Double/pydantic``
/// says. (pydantic-core 2.50, by experiment.)
struct PydanticDump {
    private var scanner: JSONScanner
    private var output: [UInt8] = []

    /// The dump of a text that holds one JSON object, which `what` names in errors.
    static func object(_ text: [UInt8], _ what: String) throws(DecodeError) -> [UInt8] {
        try JSONScanner.checkText(text)
        var dump = PydanticDump(scanner: JSONScanner(text, .pydantic))
        dump.output.reserveCapacity(text.count)
        dump.scanner.skipSpace()
        guard dump.scanner.peek() == UInt8(ascii: "{") else {
            throw DecodeError(.wrongType, "\(what) is not a JSON object", at: dump.scanner.at)
        }
        try dump.value(depth: 0)
        try dump.scanner.end()
        return dump.output
    }

    private init(scanner: JSONScanner) {
        self.scanner = scanner
    }

    private mutating func value(depth: Int) throws(DecodeError) {
        switch scanner.peek() {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): try number()
        default:
            let place = try scanner.value(depth: depth)
            output.append(contentsOf: scanner.bytes[place])
        }
    }

    private mutating func array(depth: Int) throws(DecodeError) {
        try scanner.open(depth)
        output.append(UInt8(ascii: "["))
        if scanner.peek() != UInt8(ascii: "]") {
            while true {
                try value(depth: depth + 1)
                guard scanner.find(UInt8(ascii: ",")) else { break }
                output.append(UInt8(ascii: ","))
            }
        }
        try scanner.close(UInt8(ascii: "]"))
        output.append(UInt8(ascii: "]"))
    }

    private mutating func object(depth: Int) throws(DecodeError) {
        let start = scanner.at
        var keys: Set<JSONString> = []
        try scanner.open(depth)
        output.append(UInt8(ascii: "{"))
        if scanner.peek() != UInt8(ascii: "}") {
            while true {
                guard keys.insert(JSONString(try string())).inserted else {
                    throw DecodeError(.duplicateKey, "an object names a key twice", at: start)
                }
                try scanner.get(UInt8(ascii: ":"))
                output.append(UInt8(ascii: ":"))
                try value(depth: depth + 1)
                guard scanner.find(UInt8(ascii: ",")) else { break }
                output.append(UInt8(ascii: ","))
            }
        }
        try scanner.close(UInt8(ascii: "}"))
        output.append(UInt8(ascii: "}"))
    }

    @discardableResult
    private mutating func string() throws(DecodeError) -> String {
        let found = try scanner.string()
        let text = try scanner.text(found)
        JSONString(text).appendCanonical(to: &output)
        return text
    }

    private mutating func number() throws(DecodeError) {
        let found = try scanner.number()
        let text = scanner.text(found)
        if found.isInteger {
            output.append(contentsOf: (text == "-0" ? "0" : text).utf8)
        } else {
            guard let value = Double(text), value.isFinite else {
                throw DecodeError(.outOfRange, "a number is larger than a double holds", at: found.place.lowerBound)
            }
            output.append(contentsOf: value.pydantic.utf8)
        }
    }
}

extension JSONValue {
    var pydanticText: String {
        var bytes: [UInt8] = []
        appendPydantic(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value as pydantic dumps it, but with members in this type's order. Numbers that are whole are written as
    /// integers.
    func appendPydantic(to bytes: inout [UInt8]) {
        switch self {
        case .null, .bool, .string: appendCanonical(to: &bytes)
        case .number(let number):
            let text = number.digits ?? Int64(exactly: number.value).map { "\($0)" } ?? number.value.pydantic
            bytes.append(contentsOf: text.utf8)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.appendPydantic(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                member.key.appendCanonical(to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.appendPydantic(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
