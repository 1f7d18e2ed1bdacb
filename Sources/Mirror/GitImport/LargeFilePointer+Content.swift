internal import Files
internal import Objects
internal import Store

/// A git-lfs pointer, and the file that it represents (git-lfs, docs/spec.md).
struct LargeFilePointer {
    private let sha256: Digest
    private let length: UInt64

    /// The maximum length of a pointer.
    static let maximumLength: UInt64 = 1024

    /// Nil for anything but a pointer.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[0] == "version https://git-lfs.github.com/spec/v1", lines.last == "" else {
            return nil
        }
        func value(_ key: String) -> Substring? {
            lines.first { $0.hasPrefix(key + " ") }?.dropFirst(key.utf8.count + 1)
        }
        guard let object = value("oid"), object.hasPrefix("sha256:"),
            let sha256 = Digest(hex: object.dropFirst("sha256:".utf8.count)),
            let length = value("size").flatMap({ UInt64($0) })
        else { return nil }
        (self.sha256, self.length) = (sha256, length)
    }

    /// Stores the file from the git-lfs cache of the repository at `path`; nil if it is not there.
    func content(in path: String, _ transaction: Transaction) throws -> (kind: ObjectKind, id: ObjectID)? {
        let hex = sha256.hex
        let place = "lfs/objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
        return try kept("\(path)/.git/\(place)", transaction) ?? kept("\(path)/\(place)", transaction)
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
