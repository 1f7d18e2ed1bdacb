public import Objects

/// What a merge did at a path that both sides touched.
public struct MergeNote: Hashable, Sendable {
    /// What happened to the path.
    public enum Kind: Hashable, Sendable {
        /// Merged without a conflict.
        case merged
        /// Both changed the same lines.
        case content
        /// Both changed a file that is not text, or is too long to be merged line by line.
        case binary
        /// Both changed the same parameter of a recipe, or one replaced the recipe.
        case recipe
        /// Both added it, with different content.
        case addAdd
        /// One changed it, and the other deleted it.
        case modifyDelete(deletedByUs: Bool)
        /// One renamed it, and the other deleted it.
        case renameDelete(from: TreePath, deletedByUs: Bool)
        /// Both renamed it differently.
        case renameRename(ours: TreePath, theirs: TreePath)
        /// A file and a symbolic link; one of them is now at another path.
        case distinctTypes(moved: TreePath)
        /// A file and a folder; the file is now at another path.
        case fileFolder(moved: TreePath)
    }

    public let path: TreePath
    public let kind: Kind

    public var isConflict: Bool { kind != .merged }

    /// Stable words for programs.
    public var word: String {
        switch kind {
        case .merged: "merged"
        case .content: "content"
        case .binary: "binary"
        case .recipe: "recipe"
        case .addAdd: "add/add"
        case .modifyDelete: "modify/delete"
        case .renameDelete: "rename/delete"
        case .renameRename: "rename/rename"
        case .distinctTypes: "distinct types"
        case .fileFolder: "file/directory"
        }
    }
}
