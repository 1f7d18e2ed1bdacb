internal import Files
public import Objects

/// The difference at one path, or at two if a file was renamed.
public struct FileDifference: Hashable, Sendable {
    public let change: Change
    /// In percent, if the file was renamed or copied.
    public let similarity: Int?
    /// Whether the file was copied: the old one stays, or has another name, too.
    public let isCopy: Bool

    init(_ change: Change, similarity: Int? = nil, isCopy: Bool = false) {
        self.change = change
        self.similarity = similarity
        self.isCopy = isCopy
    }

    public var old: Index.Entry? { change.old }
    public var new: Index.Entry? { change.new }
    public var path: TreePath { change.path }
    /// Whether the two sides have different paths.
    public var isRename: Bool { similarity != nil }

    /// Git's letter: R for a renamed file, C for a copied one.
    public var letter: String { isRename ? isCopy ? "C" : "R" : change.letter }
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

    /// The same changes, with each renamed or copied file as one difference.
    ///
    /// - Parameters:
    ///   - changes: in order of paths.
    ///   - old: the old side, in order of paths, if files that did not change can be the origin of a copy.
    public func findingCopies(_ changes: [Change], among old: [Index.Entry] = []) throws -> [FileDifference] {
        let changed = Set(changes.map(\.path))
        var detection = RenameDetection(self)
        let origins = try detection.origins(of: changes, unchanged: old.filter { !changed.contains($0.path) })
        let sources = Set(origins.values.map(\.old.path))
        return changes.compactMap { change in
            if let origin = origins[change.path], change.old == nil {
                return FileDifference(
                    Change(old: origin.old, new: change.new), similarity: origin.similarity, isCopy: origin.isCopy)
            }
            return change.new == nil && sources.contains(change.path) ? nil : FileDifference(change)
        }
    }

    /// The same changes, one difference each.
    public func differences(_ changes: [Change]) -> [FileDifference] { changes.map { FileDifference($0) } }
}

extension Repository {
    /// The length of a file of the working tree, or of the target of a link; nil if there is none.
    public func workTreeLength(_ path: TreePath) throws -> UInt64? { try workTree().findSafely(path)?.size }
}
