public import Objects
internal import Packs

extension Repository {
    /// The files of a tree whose paths match `pattern`, in order of paths. The pattern has the syntax of ignore files,
    /// relative to the top of the tree. Nil matches every file.
    ///
    /// - Throws: `LimitExceeded` if the tree exceeds the limits.
    public func files(of tree: ObjectID, matching pattern: String?) throws -> [Index.Entry] {
        guard let pattern else { return try files(of: tree) }
        let glob = Glob(Array(pattern.utf8))
        var files: [Index.Entry] = []
        try forEachFile(of: tree) { file in
            if glob.matches(file.path.bytes[...]) { files.append(file) }
        }
        return files
    }

    /// The SHA-256 of the file that an object represents, if the object states it: recipes, lists of chunks and
    /// computed files do. Other objects are the file itself, and their identity says as much.
    public func statedDigest(_ kind: ObjectKind, _ id: ObjectID) throws -> Digest? {
        switch kind {
        case .recipe: try objects.recipe(id).output.sha256
        case .chunks: try objects.chunkList(id).sha256
        case .output: try objects.computedFile(id).sha256
        case .blob, .bundle, .session, .tree, .commit, .tag, .computation, .environment: nil
        }
    }
}
