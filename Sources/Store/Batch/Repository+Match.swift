public import Objects

extension Repository {
    /// The files of a tree whose paths match `pattern`, in order of paths: a pattern as ignore files have it, from the top
    /// of the tree. Nil matches every file.
    ///
    /// - Throws: ``LimitExceeded`` when the tree comes to more than the limits allow.
    public func files(of tree: ObjectID, matching pattern: String?) throws -> [Index.Entry] {
        guard let pattern else { return try files(of: tree) }
        let glob = Glob(Array(pattern.utf8))
        var files: [Index.Entry] = []
        try forEachFile(of: tree) { file in
            if glob.matches(file.path.bytes[...]) { files.append(file) }
        }
        return files
    }

    /// The SHA-256 of the file that an object stands for, as far as the object states it: a recipe, a list of chunks and a computed file do.
    /// The others are the file itself, and their identity tells as much.
    public func statedDigest(_ kind: ObjectKind, _ id: ObjectID) throws -> Digest? {
        switch kind {
        case .recipe: try objects.recipe(id).output.sha256
        case .chunks: try objects.chunkList(id).sha256
        case .output: try objects.computedFile(id).sha256
        case .blob, .bundle, .session, .tree, .commit, .tag, .computation, .environment: nil
        }
    }
}
