internal import Objects

/// The valid values of a parameter: their description, range and JSON Schema, and how a value is read.
///
/// Validation, the listing for people and the schema all come from this one value, so they cannot differ.
struct Form<Value: Sendable>: Sendable {
    /// The type in a word or two: `integer`, `list of numbers`.
    let type: String
    /// The allowed values of the type; nil if all are allowed.
    let range: String?
    /// The same as a JSON Schema (draft 2020-12).
    let schema: JSONObject
    /// The value; nil if it does not have this form.
    let read: @Sendable (JSONValue) -> Value?

    /// For display: `an integer, 0 to 100`.
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
    /// A non-negative integer of any size. Above 2^53 its canonical form is a decimal string.
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
    /// An integer in a range within which doubles are exact.
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
    /// 2^53: the largest of the integers that doubles, and so JSON numbers, represent exactly.
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

extension Form where Value == Double {
    /// A finite number.
    static let number = Form(type: "number", range: nil, schema: ["type": "number"]) { value in
        guard case .number(let number) = value, number.digits == nil else { return nil }
        return number.value
    }

    /// A non-negative number.
    static let notNegative = Form(type: "number", range: "0 or more", schema: ["type": "number", "minimum": 0]) {
        number.read($0).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// A positive number.
    static let positive = Form(type: "number", range: "above 0", schema: ["type": "number", "exclusiveMinimum": 0]) {
        number.read($0).flatMap { $0 > 0 ? $0 : nil }
    }

    /// A number in 0 ... 1.
    static let share = Form(
        type: "number", range: "0 to 1", schema: ["type": "number", "minimum": 0, "maximum": 1]
    ) {
        number.read($0).flatMap { 0...1 ~= $0 ? $0 : nil }
    }
}

extension Form where Value == JSONObject {
    /// An object with any members.
    static let object = Form(type: "object", range: nil, schema: ["type": "object"]) { value in
        guard case .object(let object) = value else { return nil }
        return object
    }
}

extension Form where Value == Bool {
    static let boolean = Form(type: "boolean", range: nil, schema: ["type": "boolean"]) { value in
        guard case .bool(let bool) = value else { return nil }
        return bool
    }
}

extension Form where Value == UInt32 {
    /// The seed of a `RandomState`.
    static let seed32 = Form(
        type: "integer", range: "0 to 4294967295",
        schema: ["type": "integer", "minimum": 0, "maximum": 4_294_967_295]
    ) { value in
        Form<Int>.integer(0...4_294_967_295).read(value).map(UInt32.init)
    }
}

extension Form {
    /// A list of values of one form.
    static func list<Element>(_ element: Form<Element>, count: Int? = nil) -> Form<[Element]> where Value == [Element] {
        var schema: JSONObject = ["type": "array", "items": .object(element.schema)]
        if let count {
            schema["minItems"] = .integer(count)
            schema["maxItems"] = .integer(count)
        }
        let each = element.range.map { "each \($0)" }
        let length = count.map { "\($0) of them" }
        let range = [length, each].compactMap { $0 }.joined(separator: ", ")
        return Form(type: "list of \(element.plural)", range: range.isEmpty ? nil : range, schema: schema) { value in
            guard case .array(let elements) = value, count.map({ $0 == elements.count }) ?? true else { return nil }
            var list: [Element] = []
            list.reserveCapacity(elements.count)
            for value in elements {
                guard let element = element.read(value) else { return nil }
                list.append(element)
            }
            return list
        }
    }

    private var plural: String {
        // "list of numbers" becomes "lists of numbers".
        type.hasPrefix("list of ") ? "lists\(type.dropFirst(4))" : "\(type)s"
    }

    /// The same or null, where Python accepts None.
    var orNull: Form<Value?> {
        Form<Value?>(
            type: "\(type) or null", range: range, schema: ["anyOf": [.object(schema), ["type": "null"]]]
        ) { value in
            if case .null = value { return .some(nil) }
            return read(value).map(Optional.some)
        }
    }

    /// Either form; `other` is tried if this one does not match.
    func or<Other>(_ other: Form<Other>) -> Form<Either<Value, Other>> {
        let ranges = [range.map { "\(type): \($0)" }, other.range.map { "\(other.type): \($0)" }].compactMap { $0 }
        return Form<Either<Value, Other>>(
            type: "\(type) or \(other.type)", range: ranges.isEmpty ? nil : ranges.joined(separator: "; "),
            schema: ["anyOf": [.object(schema), .object(other.schema)]]
        ) { value in
            read(value).map(Either.first) ?? other.read(value).map(Either.second)
        }
    }
}

/// A value of one of two types.
enum Either<First: Sendable, Second: Sendable>: Sendable {
    case first(First)
    case second(Second)
}
