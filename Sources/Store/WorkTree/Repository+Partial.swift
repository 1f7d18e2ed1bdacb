internal import Files
public import Objects

/// What a file is to be, in the index or in the working tree.
public struct NewContent: Sendable {
    public let path: TreePath
    public let mode: FileMode
    /// Nil for a file that is to go.
    public let bytes: [UInt8]?

    public init(path: TreePath, mode: FileMode, bytes: [UInt8]?) {
        self.path = path
        self.mode = mode
        self.bytes = bytes
    }
}

extension Repository {
    /// Stages contents that need not be those of the files in the working tree: all of them, or none.
    public func stage(_ contents: [NewContent]) throws {
        guard !contents.isEmpty else { return }
        let transaction = try transaction()
        let index = try index()
        var changes: [TreePath: Index.Entry?] = [:]
        for content in contents {
            guard let bytes = content.bytes else {
                changes[content.path] = .some(nil)
                continue
            }
            changes[content.path] = try entry(of: content, bytes, transaction)
        }
        var staged = index
        staged.apply(changes)
        _ = try tree(of: staged, after: index, transaction)
        try transaction.publish { try change(index: changes) }
    }

    /// Writes files of the working tree that are still as they were.
    ///
    /// - Parameter contents: each with the bytes that the file must have now; nil for a file that is not there.
    /// - Throws: ``WorkTreeError/changedWhileRead(_:)`` where one is not; then none is written.
    public func write(_ contents: [(content: NewContent, was: [UInt8]?)]) throws {
        guard !contents.isEmpty else { return }
        // The way out of a checkout that cannot be completed, as for all that restores files.
        try withWriteLock(settling: false) { _ in
            let workTree = try workTree()
            for (content, old) in contents {
                let found = try workTree.find(content.path) == nil ? nil : smallWorkTreeContent(content.path)
                guard found == old else { throw WorkTreeError.changedWhileRead(content.path.description) }
            }
            try keep(contents.map(\.content), workTree)
            let writer = try WorkTreeWriter(workTree, temporary: temporary)
            for (content, _) in contents {
                guard let bytes = content.bytes else {
                    try workTree.remove(content.path)
                    continue
                }
                let staged = try writer.stage(content.path, executable: content.mode == .executable)
                try staged.write(bytes.span.bytes)
                _ = try staged.put()
            }
        }
    }

    /// Stores bytes that are in no file yet.
    private func entry(of content: NewContent, _ bytes: [UInt8], _ transaction: Transaction) throws -> Index.Entry {
        let scratch = try ScratchFile(for: self)
        try scratch.file.write(bytes)
        try scratch.file.seek(to: 0)
        let (kind, id, _, _) = try ContentReader(transaction: transaction).read(scratch.file)
        return Index.Entry(path: content.path, mode: content.mode, kind: kind, id: id)
    }

    /// Keeps the files that these contents replace, for undo.
    private func keep(_ contents: [NewContent], _ workTree: WorkTree) throws {
        let transaction = try transactionWithoutSettling()
        var files = DiscardedFiles()
        for content in contents {
            let new = try content.bytes.map { try entry(of: content, $0, transaction) }
            if let status = try workTree.findSafely(content.path) {
                files.add(content.path, status, staged: nil, replacedBy: new)
            } else if let new {
                files.restore(new)
            }
        }
        try transaction.publish()
        try keep(files, workTree)
    }
}
