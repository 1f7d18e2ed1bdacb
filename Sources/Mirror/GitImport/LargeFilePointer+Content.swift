internal import Files
internal import GitFilter
internal import Objects
internal import Store

extension LargeFilePointer {
    /// Stores the file from the git-lfs cache of the repository at `path`; nil if it is not there.
    func content(in path: String, _ transaction: Transaction) throws -> (kind: ObjectKind, id: ObjectID)? {
        try kept("\(path)/.git/lfs/\(place)", transaction) ?? kept("\(path)/lfs/\(place)", transaction)
    }

    private func kept(_ path: String, _ transaction: Transaction) throws -> (kind: ObjectKind, id: ObjectID)? {
        do {
            let file = try File(at: path)
            guard try file.status().size == length, try Repository.sha256(of: file) == sha256 else {
                throw GitImportError.malformed(
                    "the git-lfs object \(sha256.hex.prefix(10))", what: "its file has other bytes")
            }
        } catch let error as FileError where error.isMissing {
            return nil
        }
        let content = try ContentReader(transaction: transaction).read(File(at: path))
        return (content.kind, content.id)
    }
}
