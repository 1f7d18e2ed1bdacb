public import Objects

/// The head of an `.at1r` file: a recipe, or what is known of the fallback that follows (docs/format.md §4).
public struct Container: Hashable, Sendable {
    public let content: Content
    /// The bytes of the head. A recipe's file ends here, a fallback's payload begins.
    public let headLength: Int

    /// What a container holds: a recipe, or the file itself.
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

    /// What the unpacked file must be.
    public var output: Recipe.Output {
        switch content {
        case .recipe(let recipe): recipe.output
        case .fallback(let fallback): fallback.output
        }
    }
}
