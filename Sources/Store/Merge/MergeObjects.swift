internal import Files
internal import Objects

extension Repository {
    /// Stores the bytes of a file as `add` would.
    func keep(file bytes: [UInt8], _ transaction: Transaction) throws -> (kind: ObjectKind, id: ObjectID) {
        guard bytes.count > Int(ContentReader.wholeLength) else {
            let kind = ContentRecognition.recognise(bytes).kind
            return (kind, try transaction.put(kind, bytes))
        }
        let scratch = try ScratchFile(for: self)
        try scratch.file.write(bytes.span.bytes, at: 0)
        let content = try ContentReader(transaction: transaction).read(scratch.file)
        return (content.kind, content.id)
    }

    /// The bytes of a file for a merge; nil if there are more than `limit`, if they are absent, and for a recipe.
    func mergeContent(_ entry: Index.Entry, limit: Int) throws -> [UInt8]? {
        guard try unreachableContent(of: [(entry.kind, entry.id)]) == nil else { return nil }
        return try smallContent(entry, limit: limit)
    }
}
