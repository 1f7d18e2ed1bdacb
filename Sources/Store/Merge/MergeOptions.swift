internal import Git2
public import Objects

/// How trees and files are merged.
public struct MergeOptions: Sendable {
    /// How conflicts are written into texts.
    public enum Style: String, Hashable, Sendable {
        /// Ours and theirs.
        case merge
        /// Ours, the base and theirs.
        case diff3

        var ofText: TextMerge.Style { self == .diff3 ? .diff3 : .merge }
    }

    public var style = Style.merge
    /// The names of the two sides in conflict markers.
    public var ourLabel = "HEAD"
    public var theirLabel = "theirs"
    /// The name of the base; nil for its abbreviated identity.
    public var baseLabel: String?
    /// Whether to follow files that were renamed on one side.
    public var followsRenames = true
    /// Executes the call of `recipe`, whose output is not known yet, and returns it with its output; without it,
    /// recipes that both sides changed conflict.
    public var record: (@Sendable (_ recipe: Recipe) throws -> Recipe)?

    public init() {}
}
