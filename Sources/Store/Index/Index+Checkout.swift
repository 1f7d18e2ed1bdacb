extension Index {
    /// An index of `files`, with the known signatures of those that are the same here. A file that is deliberately
    /// absent remains so in another version.
    func takingOver(_ files: [Entry]) -> Index {
        Index(
            sorted: files.map { file in
                guard let old = find(file.path) else { return file }
                if old.isSame(as: file) { return old }
                var file = file
                file.isAbsent = old.isAbsent
                return file
            }, stash: stash)
    }
}
