internal import Files
public import Objects

/// The difference at one path, or at two if a file was renamed.
public struct FileDifference: Hashable, Sendable {
    public let change: Change
    /// In percent, if the file was renamed.
    public let similarity: Int?

    init(_ change: Change, similarity: Int? = nil) {
        self.change = change
        self.similarity = similarity
    }

    public var old: Index.Entry? { change.old }
    public var new: Index.Entry? { change.new }
    public var path: TreePath { change.path }
    public var isRename: Bool { similarity != nil }

    /// Git's letter: R for a renamed file.
    public var letter: String { isRename ? "R" : change.letter }
}

extension Repository {
    /// The differences between two trees, in order of paths. Equal folders are not read.
    public func changes(from old: ObjectID?, to new: ObjectID?) throws -> [Change] {
        try TreeDifference(self).changes(from: old, to: new)
    }

    /// The same changes, with each renamed file as one difference.
    public func findingRenames(_ changes: [Change]) throws -> [FileDifference] {
        var detection = RenameDetection(self)
        let renames = try detection.renames(
            from: changes.compactMap { $0.new == nil ? $0.old : nil },
            to: changes.compactMap { $0.old == nil ? $0.new : nil },
            withEmpty: true)
        let sources = Set(renames.map(\.old.path))
        let targets = Dictionary(uniqueKeysWithValues: renames.map { ($0.new.path, $0) })
        return changes.compactMap { change in
            if change.old == nil, let rename = targets[change.path] {
                return FileDifference(Change(old: rename.old, new: rename.new), similarity: rename.similarity)
            }
            if change.new == nil, sources.contains(change.path) { return nil }
            return FileDifference(change)
        }
    }

    /// The same changes, one difference each.
    public func differences(_ changes: [Change]) -> [FileDifference] { changes.map { FileDifference($0) } }
}

extension Repository {
    /// The length of a file of the working tree, or of the target of a link; nil if there is none.
    public func workTreeLength(_ path: TreePath) throws -> UInt64? { try workTree().findSafely(path)?.size }
}
