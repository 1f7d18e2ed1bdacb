/// Which JSON texts a reader takes.
package struct JSONDialect: Sendable {
    /// How deep arrays and objects may stand in each other.
    package let maximumDepth: Int
    /// Whether an object may name a key twice; then the last one holds.
    package let repeatsKeys: Bool

    /// What at1 itself writes and takes.
    package static let strict = JSONDialect(maximumDepth: JSONValue.maximumDepth, repeatsKeys: false)

    /// What pydantic dumps: 255 deep, and a dictionary with the keys 1 and "1" names "1" twice, where readers let the
    /// last one hold.
    package static let pydantic = JSONDialect(maximumDepth: 255, repeatsKeys: true)
}
