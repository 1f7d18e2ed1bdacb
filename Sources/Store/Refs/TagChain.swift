package import Objects
package import Packs

/// The tags between an object and their final target (docs/format.md §3.7).
package struct TagChain {
    /// In order; empty for an object that is not a tag.
    package let tags: [ObjectID]
    /// The final target, and its kind.
    package let end: ObjectID
    package let kind: ObjectKind

    /// The maximum length of a chain of tags.
    package static let maximumLength = 64

    package static func tooLong(_ id: ObjectID) -> LimitExceeded {
        LimitExceeded("tag \(id)", "begins a chain of more than \(maximumLength) tags, and is not followed")
    }
}

extension ObjectDatabase {
    /// Follows tags from an object; nil if something on the way is missing.
    ///
    /// - Throws: `LimitExceeded` for a chain that is longer than ``TagChain/maximumLength``.
    package func tagChain(from start: ObjectID) throws -> TagChain? {
        var id = start
        var tags: [ObjectID] = []
        var stated: ObjectKind?
        while let kind = try find(id)?.kind {
            guard stated == nil || stated == kind else {
                throw Damage.kindDiffers(id, found: kind, stated: stated ?? kind)
            }
            guard kind == .tag else { return TagChain(tags: tags, end: id, kind: kind) }
            guard tags.count < TagChain.maximumLength else { throw TagChain.tooLong(start) }
            tags.append(id)
            let tag = try tag(id)
            (id, stated) = (tag.object, tag.objectKind)
        }
        return nil
    }

    /// The same for a caller that examines many refs: also nil for a chain that is too long or damaged, so that one bad
    /// ref does not hide the others.
    package func readableTagChain(from start: ObjectID) throws -> TagChain? {
        do { return try tagChain(from: start) } catch is Damage, is LimitExceeded, is ObjectError { return nil }
    }
}
