/// Members that may be absent, in schemas that define default values.
extension JSONFields {
    package mutating func string(_ key: String, default value: String) throws(DecodeError) -> String {
        guard let member = find(key) else { return value }
        guard case .string(let string) = member else { throw wrong(key, expected: "a string") }
        return string.text
    }

    /// Nil if the member is absent or null.
    package mutating func findString(_ key: String) throws(DecodeError) -> String? {
        switch find(key) {
        case nil, .null: return nil
        case .string(let string): return string.text
        default: throw wrong(key, expected: "a string or null")
        }
    }

    package mutating func strings(_ key: String, default value: [String] = []) throws(DecodeError) -> [String] {
        try elements(key, default: value) { (element, name) throws(DecodeError) in
            guard case .string(let string) = element else { throw DecodeError(.wrongType, "\(name) is not a string") }
            return string.text
        }
    }

    /// An array of objects, each of which `read` decodes.
    package mutating func objects<Element>(
        _ key: String, _ read: (inout JSONFields) throws(DecodeError) -> Element
    ) throws(DecodeError) -> [Element] {
        try elements(key, default: []) { (element, name) throws(DecodeError) in
            var fields = try JSONFields(element, name)
            let value = try read(&fields)
            try fields.end()
            return value
        }
    }

    /// A non-negative 64-bit integer, written as a number.
    package mutating func unsignedNumber(_ key: String, default value: UInt64) throws(DecodeError) -> UInt64 {
        try findUnsignedNumber(key) ?? value
    }

    /// The same; nil if the member is absent or null.
    package mutating func findUnsignedNumber(_ key: String) throws(DecodeError) -> UInt64? {
        guard let number = try findNumber(key) else { return nil }
        guard let integer = number.digits.map({ UInt64($0) }) ?? UInt64(exactly: number.value) else {
            throw wrong(key, expected: "a non-negative integer")
        }
        return integer
    }

    /// A non-negative number; nil if the member is absent or null.
    package mutating func findNonNegativeNumber(_ key: String) throws(DecodeError) -> Double? {
        guard let number = try findNumber(key) else { return nil }
        guard number.value >= 0 else { throw wrong(key, expected: "a number that is not negative") }
        return number.value
    }

    private mutating func findNumber(_ key: String) throws(DecodeError) -> JSONNumber? {
        switch find(key) {
        case nil, .null: return nil
        case .number(let number): return number
        default: throw wrong(key, expected: "a number")
        }
    }

    private mutating func elements<Element>(
        _ key: String, default value: [Element], _ read: (JSONValue, String) throws(DecodeError) -> Element
    ) throws(DecodeError) -> [Element] {
        guard let member = find(key) else { return value }
        guard case .array(let members) = member else { throw wrong(key, expected: "an array") }
        var elements: [Element] = []
        for (index, member) in members.enumerated() { elements.append(try read(member, "\(name(key))[\(index)]")) }
        return elements
    }
}
