/// Which JSON texts a reader accepts.
package struct JSONDialect: Sendable {
    /// The maximum nesting depth of arrays and objects.
    package let maximumDepth: Int
    /// The maximum number of digits of an integer; nil for no limit.
    package let maximumDigits: Int?
    /// Whether an object may have a key twice; then the last one counts.
    package let repeatsKeys: Bool
    /// The maximum number of values in a text, since each takes many times its bytes in memory; nil for no limit.
    package var maximumValues: Int?

    /// The dialect that at1 itself writes and reads.
    package static let strict = JSONDialect(
        maximumDepth: JSONValue.maximumDepth, maximumDigits: nil, repeatsKeys: false,
        maximumValues: JSONValue.maximumValues)

    /// The dialect that pydantic reads and dumps: 255 deep, integers of 4300 digits
    /// (sys.int_info.default_max_str_digits), and duplicate keys, since a dictionary with the keys 1 and "1" writes "1"
    /// twice; readers use the last one.
    package static let pydantic = JSONDialect(maximumDepth: 255, maximumDigits: 4300, repeatsKeys: true)
}
