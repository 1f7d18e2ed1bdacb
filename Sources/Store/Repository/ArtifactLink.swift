public import Objects
internal import Packs
internal import Synchronization
internal import Threads

/// A file that a session names, and the object of the repository with its bytes.
public struct ArtifactLink: Hashable, Sendable {
    public let session: ObjectID
    public let artifact: SessionArtifact
    /// Nil if there is no such object.
    public let object: ObjectID?
}

extension Repository {
    /// The objects whose files have these SHA-256s; those that are not found are left out.
    ///
    /// Large files and recipes state theirs. For all other objects it is computed, so this reads the whole store if a
    /// file is small or not found.
    public func findContent(of wanted: Set<Digest>) throws -> [Digest: ObjectID] {
        var found: [Digest: ObjectID] = [:]
        var frames: [(pack: Pack, frame: Int, entries: [PackFooter.Entry])] = []
        for pack in try objects.openPacks() {
            for (frame, entries) in try pack.entriesByFrame() {
                for entry in entries {
                    switch entry.kind {
                    case .chunks: note(try? objects.chunkList(entry.id).sha256, entry.id)
                    case .recipe: note(try? objects.recipe(entry.id).output.sha256, entry.id)
                    case .output: note(try? objects.computedFile(entry.id).sha256, entry.id)
                    case .blob, .bundle, .session, .tree, .commit, .tag, .computation, .environment: break
                    }
                }
                frames.append((pack, frame, entries.filter { [.blob, .bundle, .session].contains($0.kind) }))
            }
        }
        func note(_ digest: Digest?, _ id: ObjectID) {
            if let digest, wanted.contains(digest) { found[digest] = min(found[digest] ?? id, id) }
        }
        guard found.count < wanted.count else { return found }
        let missing = wanted.subtracting(found.keys)
        let hashed = try Parallel.map(frames.filter { !$0.entries.isEmpty }) { pack, frame, entries in
            // An unreadable frame contributes nothing; fsck reports what is wrong with it.
            guard let bytes = try? pack.frame(frame) else { return [(Digest, ObjectID)]() }
            return entries.compactMap { entry in
                let place = entry.range
                guard bytes.indices.contains(place.lowerBound) || place.isEmpty, place.upperBound <= bytes.count else {
                    return nil
                }
                let digest = Digest(of: bytes[place])
                return missing.contains(digest) ? (digest, entry.id) : nil
            }
        }
        for (digest, id) in hashed.joined() { note(digest, id) }
        return found
    }
}
