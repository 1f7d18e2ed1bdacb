internal import Objects

/// What a parameter may be: how it is called, what its range is, its JSON Schema, and how a value of it is read.
///
/// Validation, the listing for people and the schema all come from this one value, so they cannot differ.
struct Form<Value: Sendable>: Sendable {
    /// The type in a word or two: `integer`, `list of numbers`.
    let type: String
    /// What values of the type are allowed, nil when all are.
    let range: String?
    /// The same as JSON Schema (draft 2020-12).
    let schema: JSONObject
    /// The value, nil when it is not of this form.
    let read: @Sendable (JSONValue) -> Value?

    /// As a person would say it: `an integer, 0 to 100`.
    var phrase: String {
        let article = "aeiou".contains(type.prefix(1)) ? "an" : "a"
        guard type != "null" else { return type }
        return range.map { "\(article) \(type), \($0)" } ?? "\(article) \(type)"
    }

    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other?) -> Form<Other> {
        Form<Other>(type: type, range: range, schema: schema) { read($0).flatMap(transform) }
    }
}

extension Form where Value == Natural {
    /// A non-negative integer of any size. Beyond 2^53 its canonical form is a decimal string.
    static let natural = Form(
        type: "integer", range: "0 or more, of any size",
        schema: [
            "anyOf": [
                ["type": "integer", "minimum": 0],
                ["type": "string", "pattern": "^[1-9][0-9]{15,}$"],
            ]
        ]
    ) { value in
        switch value {
        case .number(let number):
            if let digits = number.digits { return Natural(decimal: digits) }
            return UInt64(exactly: number.value).map(Natural.init)
        case .string(let string):
            // Only what does not fit a number may be a string, so that a seed has one form.
            guard let natural = Natural(decimal: string.text), natural > JSONNumber.exactIntegers.upperBound else {
                return nil
            }
            return natural
        default: return nil
        }
    }
}

extension Form where Value == Int {
    /// An integer in a range that lies within what a double holds exactly.
    static func integer(_ bounds: ClosedRange<Int>) -> Form {
        let open = bounds.upperBound >= Int.largestExact
        return Form(
            type: "integer",
            range: open ? "\(bounds.lowerBound) or more" : "\(bounds.lowerBound) to \(bounds.upperBound)",
            schema: [
                "type": "integer", "minimum": .integer(bounds.lowerBound),
                "maximum": .integer(min(bounds.upperBound, .largestExact)),
            ]
        ) { value in
            guard case .number(let number) = value, number.digits == nil, let integer = Int(exactly: number.value),
                bounds.contains(integer)
            else { return nil }
            return integer
        }
    }

    /// A count: 0 or more.
    static let count = integer(0...Int.largestExact)
}

extension Int {
    /// 2^53: the last of the integers that a double, and so a JSON number, holds exactly.
    static let largestExact = 1 << 53
}

extension Form where Value == String {
    /// One of a few words.
    static func choice(_ words: [String]) -> Form {
        Form(
            type: "string", range: words.map { "\"\($0)\"" }.joined(separator: " or "),
            schema: ["enum": .array(words.map { .string($0) })]
        ) { value in
            guard case .string(let string) = value, words.contains(string.text) else { return nil }
            return string.text
        }
    }
}
