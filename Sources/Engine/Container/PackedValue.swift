internal import Objects

/// JSON values in few bytes (docs/format.md §4): a tag, followed by its content.
///
/// Each value has one form: the shortest. Words that every recipe uses have numbers.
enum PackedValue {
    private enum Tag: UInt8 {
        case null, no, yes, natural, negative, double, string, array, object, base64
    }

    /// The words that have a number: 1 and up, in this order. New ones are added at the end.
    static let words = [
        "at1", "X", "y", "raw", "npy", "npz",
        "openblas-haswell", "openblas-skylakex", "openblas-sandybridge", "openblas-nehalem",
        "np_montecarlo", "sk_classification", "sk_regression", "sk_blobs",
        "seed", "n_paths", "n_steps", "process", "normal", "walk",
        "n_samples", "n_features", "n_informative", "n_redundant", "n_repeated", "n_classes", "n_clusters_per_class",
        "weights", "flip_y", "class_sep", "hypercube", "shift", "scale", "shuffle",
        "n_targets", "bias", "noise", "centers", "cluster_std", "center_box",
        "np_random", "np_legacy", "calls", "call", "size", "loc", "low", "high", "astype", "array", "state",
        "standard_normal", "random", "uniform", "integers", "exponential", "randn", "rand", "randint",
        "float64", "float32", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8",
    ]

    /// The maximum length of a string, number of elements, and depth of nesting.
    private static let limit = Recipe.maximumLength
    private static let maximumDepth = 32

    // MARK: Writing

    static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(Tag.null.rawValue)
        case .bool(let value): bytes.append((value ? Tag.yes : .no).rawValue)
        case .number(let number):
            if let integer = Int64(exactly: number.value), JSONNumber.exactIntegers.contains(integer) {
                bytes.append((integer < 0 ? Tag.negative : .natural).rawValue)
                bytes.append(varint: integer.magnitude)
            } else {
                bytes.append(Tag.double.rawValue)
                bytes.append(integer: number.value.bitPattern)
            }
        case .string(let string):
            if let data = data(string.text) {
                bytes.append(Tag.base64.rawValue)
                bytes.append(varint: UInt64(data.count))
                bytes.append(contentsOf: data)
            } else {
                bytes.append(Tag.string.rawValue)
                append(word: string.text, to: &bytes)
            }
        case .array(let elements):
            bytes.append(Tag.array.rawValue)
            bytes.append(varint: UInt64(elements.count))
            for element in elements { append(element, to: &bytes) }
        case .object(let object):
            bytes.append(Tag.object.rawValue)
            append(object, to: &bytes)
        }
    }

    /// The bytes of a long text that is base64; nil for every other text.
    private static func data(_ text: String) -> [UInt8]? {
        text.utf8.count >= shortestBase64 ? Base64.decode(text) : nil
    }

    /// A shorter text that happens to be base64 is stored as a text.
    private static let shortestBase64 = 64

    static func append(_ object: JSONObject, to bytes: inout [UInt8]) {
        bytes.append(varint: UInt64(object.members.count))
        for member in object.members {
            append(word: member.key.text, to: &bytes)
            append(member.value, to: &bytes)
        }
    }

    /// A word's number; or 0, the length and the text.
    static func append(word text: String, to bytes: inout [UInt8]) {
        if let index = words.firstIndex(where: { $0.utf8.elementsEqual(text.utf8) }) {
            bytes.append(varint: UInt64(index + 1))
        } else {
            bytes.append(0)
            bytes.append(varint: UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }
    }

    // MARK: Reading

    static func value(_ reader: inout ByteReader, depth: Int = 0) throws(DecodeError) -> JSONValue {
        let start = reader.offset
        guard depth < maximumDepth else {
            throw DecodeError(.outOfRange, "values are nested deeper than \(maximumDepth)", at: start)
        }
        guard let tag = Tag(rawValue: try reader.byte("a value's tag")) else {
            throw DecodeError(.syntax, "there is no such tag", at: start)
        }
        switch tag {
        case .null: return .null
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .natural, .negative:
            let magnitude = try reader.varint("an integer")
            guard magnitude <= UInt64(JSONNumber.exactIntegers.upperBound), tag == .natural || magnitude > 0 else {
                throw DecodeError(.outOfRange, "an integer past 2^53, or a negative zero", at: start)
            }
            return .number(tag == .natural ? Double(magnitude) : -Double(magnitude))
        case .double:
            let value = Double(bitPattern: try reader.integer(UInt64.self, "a number"))
            guard value.isFinite else { throw DecodeError(.outOfRange, "a number that is not finite", at: start) }
            guard Int64(exactly: value).map(JSONNumber.exactIntegers.contains) != true else {
                throw DecodeError(.notCanonical, "an integer is stored as a double", at: start)
            }
            return .number(value)
        case .string:
            let text = try word(&reader)
            guard data(text) == nil else {
                throw DecodeError(.notCanonical, "a long base64 text is stored as a text", at: start)
            }
            return .string(text)
        case .base64:
            let count = try reader.count("the bytes of a base64 text", atMost: min(limit, reader.remaining))
            let text = Base64.encode(Array(try reader.take(count, "a base64 text")))
            guard text.utf8.count >= shortestBase64 else {
                throw DecodeError(.notCanonical, "a short base64 text is stored as bytes", at: start)
            }
            return .string(text)
        case .array:
            var elements: [JSONValue] = []
            for _ in 0..<(try reader.count("the elements of an array", atMost: reader.remaining)) {
                elements.append(try value(&reader, depth: depth + 1))
            }
            return .array(elements)
        case .object: return .object(try object(&reader, depth: depth))
        }
    }

    static func object(_ reader: inout ByteReader, depth: Int = 0) throws(DecodeError) -> JSONObject {
        var object = JSONObject()
        var last: JSONString?
        for _ in 0..<(try reader.count("the members of an object", atMost: reader.remaining)) {
            let start = reader.offset
            let key = JSONString(try word(&reader))
            if let last, last >= key {
                throw DecodeError(.order, "the members of an object are out of order", at: start)
            }
            last = key
            object[key.text] = try value(&reader, depth: depth + 1)
        }
        return object
    }

    static func word(_ reader: inout ByteReader) throws(DecodeError) -> String {
        let start = reader.offset
        let number = try reader.varint("a word")
        guard number == 0 else {
            guard number <= UInt64(words.count) else {
                throw DecodeError(.syntax, "there is no word \(number)", at: start)
            }
            return words[Int(number) - 1]
        }
        let count = try reader.count("the length of a text", atMost: min(limit, reader.remaining))
        guard let text = String(validating: try reader.take(count, "a text"), as: UTF8.self) else {
            throw DecodeError(.badText, "a text is not UTF-8", at: start)
        }
        guard !words.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
            throw DecodeError(.notCanonical, "a word that has a number is spelled out", at: start)
        }
        return text
    }
}
