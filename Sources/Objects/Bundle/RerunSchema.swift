/// A document that violates the schema of rerun.json v0.1. The text is the reference implementation's.
public struct RerunSchemaViolation: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The members of one object of a rerun.json document, checked one by one. The order of the checks is the reference
/// implementation's, so that a document with several faults is refused for the same one.
struct RerunSchema {
    private let object: JSONObject
    let path: String

    /// Opens `value`, which must be an object with all `required` members and no others than these and the `optional`
    /// ones.
    init(
        _ value: JSONValue, _ path: String, required: [String], optional: [String] = []
    ) throws(RerunSchemaViolation) {
        guard case .object(let object) = value else {
            throw RerunSchemaViolation("\(path): expected object, got \(PythonText.typeName(value))")
        }
        let allowed = required + optional
        let extra = object.keys.filter { key in !allowed.contains { $0.utf8.elementsEqual(key.utf8) } }
        guard extra.isEmpty else {
            let sorted = extra.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
            throw RerunSchemaViolation("\(path): unrecognized key(s) \(PythonText.list(sorted))")
        }
        let missing = required.filter { object[$0] == nil }.sorted()
        guard missing.isEmpty else {
            throw RerunSchemaViolation("\(path): missing required key(s) \(PythonText.list(missing))")
        }
        self.object = object
        self.path = path
    }

    private func violation(_ key: String, expected: String) -> RerunSchemaViolation {
        RerunSchemaViolation("\(path).\(key): \(expected)")
    }

    /// A required member.
    func value(_ key: String) -> JSONValue { object[key] ?? .null }

    func find(_ key: String) -> JSONValue? { object[key] }

    func string(_ key: String, expected: String = "string required") throws(RerunSchemaViolation) -> String {
        guard case .string(let string) = value(key) else { throw violation(key, expected: expected) }
        return string.text
    }

    func nonEmptyString(_ key: String) throws(RerunSchemaViolation) -> String {
        let expected = "non-empty string required"
        let text = try string(key, expected: expected)
        guard !text.isEmpty else { throw violation(key, expected: expected) }
        return text
    }

    func findString(_ key: String) throws(RerunSchemaViolation) -> String? {
        find(key) == nil ? nil : try string(key)
    }

    func array(_ key: String) throws(RerunSchemaViolation) -> [JSONValue] {
        guard case .array(let elements) = value(key) else { throw violation(key, expected: "array required") }
        return elements
    }

    func findArray(_ key: String) throws(RerunSchemaViolation) -> [JSONValue]? {
        find(key) == nil ? nil : try array(key)
    }

    func number(_ key: String) throws(RerunSchemaViolation) -> JSONNumber {
        guard case .number(let number) = value(key) else { throw violation(key, expected: "number required") }
        return number
    }

    func findNumber(_ key: String) throws(RerunSchemaViolation) -> JSONNumber? {
        find(key) == nil ? nil : try number(key)
    }

    /// An integer, written as one.
    func findInteger(
        _ key: String, expected: String, where isRight: (JSONNumber) -> Bool = { _ in true }
    ) throws(RerunSchemaViolation) -> JSONNumber? {
        guard let value = find(key) else { return nil }
        guard case .number(let number) = value, number.isWrittenAsInteger, isRight(number) else {
            throw violation(key, expected: expected)
        }
        return number
    }

    /// `sha256:` and 64 lower-case hexadecimal digits.
    func digest(_ key: String) throws(RerunSchemaViolation) -> Digest {
        let text = try string(key, expected: "expected sha256:<64-hex>")
        guard text.hasPrefix(Digest.rerunPrefix), let digest = Digest(hex: text.dropFirst(Digest.rerunPrefix.count))
        else {
            throw violation(key, expected: "expected sha256:<64-hex>")
        }
        return digest
    }

    func findDigest(_ key: String) throws(RerunSchemaViolation) -> Digest? {
        find(key) == nil ? nil : try digest(key)
    }

    /// One of the raw values of `Word`.
    func word<Word: RawRepresentable & CaseIterable>(
        _ key: String, _: Word.Type
    ) throws(RerunSchemaViolation) -> Word where Word.RawValue == String {
        let words = Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: " | ")
        let expected = "must be one of \(words)"
        guard let word = Word(rawValue: try string(key, expected: expected)) else {
            throw violation(key, expected: expected)
        }
        return word
    }

    func violation(of key: String, expected: String) -> RerunSchemaViolation { violation(key, expected: expected) }
}

extension Digest {
    fileprivate static let rerunPrefix = "sha256:"

    /// `sha256:` and the digits.
    var rerunText: String { Self.rerunPrefix + hex }

    /// The SHA-256 of the canonical form of `value` (SPEC §2).
    init(ofCanonical value: JSONValue) {
        self.init(of: value.canonicalBytes)
    }
}
