/// Which JSON texts a reader accepts.
package struct JSONDialect: Sendable {
    /// The maximum nesting depth of arrays and objects.
    package let maximumDepth: Int
    /// How many digits an integer may have; nil for as many as there are.
    package let maximumDigits: Int?
    /// Whether an object may have a key twice; then the last one holds.
    package let repeatsKeys: Bool
    /// How many values a text may have, since each takes many times its bytes in memory; nil for as many as there are.
    package var maximumValues: Int?

    /// What at1 itself writes and reads.
    package static let strict = JSONDialect(
        maximumDepth: JSONValue.maximumDepth, maximumDigits: nil, repeatsKeys: false,
        maximumValues: JSONValue.maximumValues)

    /// What pydantic reads and dumps: 255 deep, integers of 4300 digits (sys.int_info.default_max_str_digits), and a dictionary with the keys 1 and "1" names "1" twice, where readers let the
    /// last one hold.
    package static let pydantic = JSONDialect(maximumDepth: 255, maximumDigits: 4300, repeatsKeys: true)
}
