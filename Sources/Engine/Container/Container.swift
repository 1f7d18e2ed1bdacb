public import Objects

/// The head of an `.at1r` file: a recipe, or the description of the fallback that follows (docs/format.md §4).
public struct Container: Hashable, Sendable {
    public let content: Content
    /// The length of the head in bytes. A recipe's file ends there; a fallback's payload begins there.
    public let headLength: Int

    /// The content of a container: a recipe, or the file itself.
    public enum Content: Hashable, Sendable {
        /// The file is computed.
        case recipe(Recipe)
        /// The file is stored.
        case fallback(Fallback)
    }

    /// A stored file.
    public struct Fallback: Hashable, Sendable {
        public let storage: Storage
        /// The file, unpacked.
        public let output: Recipe.Output
    }

    /// How a fallback stores its file.
    public enum Storage: String, Hashable, Sendable {
        /// As a complete `.xz` stream.
        case xz
        /// As it is.
        case raw
    }

    /// The length and SHA-256 of the unpacked file.
    public var output: Recipe.Output {
        switch content {
        case .recipe(let recipe): recipe.output
        case .fallback(let fallback): fallback.output
        }
    }
}
