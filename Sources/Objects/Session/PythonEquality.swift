extension JSONValue {
    /// Whether the two values are equal in Python once `json` has read them: 1, 1.0 and true are.
    func equalsInPython(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.string(let a), .string(let b)): a == b
        case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.equalsInPython($1) }
        case (.object(let a), .object(let b)):
            a.members.count == b.members.count
                && zip(a.members, b.members).allSatisfy { $0.key == $1.key && $0.value.equalsInPython($1.value) }
        default: pythonNumber.map { $0 == other.pythonNumber } ?? false
        }
    }

    private var pythonNumber: JSONNumber? {
        switch self {
        case .number(let number): number
        case .bool(let value): JSONNumber(value ? 1 : 0)
        case .null, .string, .array, .object: nil
        }
    }

    /// The first place where two values are not equal in Python; nil if they are equal.
    func firstDifference(_ other: JSONValue) -> JSONDifference? {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            for index in 0..<max(a.count, b.count) {
                let left: JSONValue? = index < a.count ? a[index] : .none
                let right: JSONValue? = index < b.count ? b[index] : .none
                if let found = JSONDifference.between(left, right) { return found.inside("[\(index)]") }
            }
            return nil
        case (.object(let a), .object(let b)):
            for key in Set(a.members.map(\.key)).union(b.members.map(\.key)).sorted() {
                if let found = JSONDifference.between(a[key.text], b[key.text]) { return found.inside(Self.step(key)) }
            }
            return nil
        default: return equalsInPython(other) ? nil : JSONDifference(path: "", left: self, right: other)
        }
    }

    /// A key as a step of a path: `.key`, or `["any key"]`.
    private static func step(_ key: JSONString) -> String {
        let isPlain =
            !key.text.isEmpty
            && key.text.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        return isPlain ? ".\(key.text)" : "[\(JSONValue.string(key).canonicalText)]"
    }
}

/// A place where two values differ.
struct JSONDifference {
    /// `.key` and `[index]`, from the outside in.
    let path: String
    /// The value there; nil if there is none.
    let left: JSONValue?
    let right: JSONValue?

    func inside(_ step: String) -> JSONDifference {
        JSONDifference(path: step + path, left: left, right: right)
    }

    static func between(_ left: JSONValue?, _ right: JSONValue?) -> JSONDifference? {
        switch (left, right) {
        case (.none, .none): nil
        case (let left?, let right?): left.firstDifference(right)
        default: JSONDifference(path: "", left: left, right: right)
        }
    }
}

extension JSONValue {
    /// The first place where another value is not equal in Python, as `$.key[index]…`, and the values there, nil for none; nil
    /// if they are equal.
    package func difference(from other: JSONValue) -> (path: String, left: JSONValue?, right: JSONValue?)? {
        firstDifference(other).map { ("$" + $0.path, $0.left, $0.right) }
    }
}
