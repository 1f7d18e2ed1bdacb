/// A JSON value (RFC 8259), as RFC 8785 (JCS) needs it: exact strings, doubles, and members in UTF-16 order.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(JSONString)
    case array([JSONValue])
    case object(JSONObject)

    /// A string of this text.
    public static func string(_ text: String) -> JSONValue { .string(JSONString(text)) }
    /// A number, which must be finite.
    public static func number(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }

    /// An integer as canonical JSON stores it: a number up to 2^53, a decimal string above (docs/format.md §3).
    public static func integer(_ value: some BinaryInteger) -> JSONValue {
        let exact = JSONNumber.exactIntegers
        guard exact.contains(Int64(clamping: value)) else { return .string("\(value)") }
        return .number(Double(value))
    }
}

/// Text that is compared byte by byte. Swift's own strings are equal if they look alike ("é" in two forms); JSON's are
/// not.
public struct JSONString: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }
    public init(stringLiteral text: String) { self.init(text) }

    public var description: String { text }

    public static func == (a: JSONString, b: JSONString) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for unit in text.utf8 { hasher.combine(unit) }
        hasher.combine(0xff as UInt8)
    }
}

extension JSONString: Comparable {
    /// The order of RFC 8785 §3.2.3: by UTF-16 code units.
    public static func < (a: JSONString, b: JSONString) -> Bool {
        var left = a.text.utf8.makeIterator()
        var right = b.text.utf8.makeIterator()
        while let y = right.next() {
            guard let x = left.next() else { return true }
            if x == y { continue }
            // UTF-8 order is UTF-16 order, except between a surrogate pair (lead byte f0…) and U+E000…U+FFFF (ee, ef).
            if max(x, y) >= 0xee { return a.text.utf16.lexicographicallyPrecedes(b.text.utf16) }
            return x < y
        }
        return false
    }
}

/// A number: its double, and the digits of an integer that a double cannot represent exactly.
///
/// Two numbers are equal if these are; whether they were written `1.0` or `1` is remembered, but not compared.
public struct JSONNumber: Sendable {
    public let value: Double
    /// The decimal digits (and sign) as written, if they are an integer beyond ±2^53; nil otherwise.
    public let digits: String?
    /// Whether it is written as an integer, with neither fraction nor exponent.
    public let isWrittenAsInteger: Bool

    /// The integers that doubles represent exactly and uniquely: -2^53 ... 2^53.
    public static let exactIntegers: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

    /// `value` must be finite.
    public init(_ value: Double) {
        precondition(value.isFinite, "JSON has no infinity and no NaN")
        self.init(value: value, digits: nil, isWrittenAsInteger: value == value.rounded() && abs(value) < 1e21)
    }

    init(value: Double, digits: String?, isWrittenAsInteger: Bool) {
        self.value = value == 0 ? 0 : value
        self.digits = digits
        self.isWrittenAsInteger = isWrittenAsInteger
    }

    /// Whether it is an integer beyond the range of doubles, which has no canonical form.
    public var isBeyondDouble: Bool {
        guard let digits else { return false }
        return !(Double(digits)?.isFinite ?? false)
    }
}

extension JSONNumber: Hashable {
    public static func == (a: JSONNumber, b: JSONNumber) -> Bool {
        a.value == b.value && a.digits == b.digits
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(value)
        hasher.combine(digits)
    }
}

/// The members of a JSON object, each key once, in the order of RFC 8785.
public struct JSONObject: Hashable, Sendable {
    /// A key and its value.
    public struct Member: Hashable, Sendable {
        public let key: JSONString
        public var value: JSONValue
    }

    public private(set) var members: [Member] = []

    public init() {}

    /// Takes members in any order; nil if a key occurs twice, unless the last one may count.
    init?(unsorted members: [Member], repeatsKeys: Bool = false) {
        self.members = members.sorted { $0.key < $1.key }
        for (a, b) in zip(self.members, self.members.dropFirst()) where a.key == b.key {
            guard repeatsKeys else { return nil }
            self.members = []
            for member in members { self[member.key.text] = member.value }
            return
        }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map(\.key.text) }

    /// The value of a key; setting nil removes the member.
    public subscript(key: String) -> JSONValue? {
        get {
            let index = position(of: JSONString(key))
            guard index < members.count, members[index].key == JSONString(key) else { return nil }
            return members[index].value
        }
        set {
            let key = JSONString(key)
            let index = position(of: key)
            let found = index < members.count && members[index].key == key
            switch (found, newValue) {
            case (true, let value?): members[index].value = value
            case (true, nil): members.remove(at: index)
            case (false, let value?): members.insert(Member(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    private func position(of key: JSONString) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension JSONValue {
    /// The number of values: this one and all those in it.
    package var valueCount: Int {
        switch self {
        case .null, .bool, .string, .number: 1
        case .array(let elements): elements.reduce(1) { $0 + $1.valueCount }
        case .object(let object): object.members.reduce(1) { $0 + $1.value.valueCount }
        }
    }

    /// Whether it contains a number that is too large for a double, and so for the canonical form.
    public var hasNumberBeyondDouble: Bool {
        switch self {
        case .null, .bool, .string: false
        case .number(let number): number.isBeyondDouble
        case .array(let elements): elements.contains { $0.hasNumberBeyondDouble }
        case .object(let object): object.members.contains { $0.value.hasNumberBeyondDouble }
        }
    }
}

extension JSONNumber {
    /// The number as it is read back from the canonical form: with the double's digits instead of those written.
    public var canonical: JSONNumber {
        let number = JSONNumber(value)
        let isExact = abs(value) <= Double(JSONNumber.exactIntegers.upperBound)
        guard number.isWrittenAsInteger, !isExact else { return number }
        return JSONNumber(value: value, digits: value.ecmaScript, isWrittenAsInteger: true)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}
