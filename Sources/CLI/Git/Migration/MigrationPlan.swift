import Files
import GitFilter
import Objects

/// What a migration will change, found without changing anything.
struct MigrationPlan {
    /// A file that gets a new entry in the index.
    struct Item {
        let path: [UInt8]
        let isExecutable: Bool
        let isSkipped: Bool
        let content: ContentPlace
        /// What is now in the working tree.
        let presence: Presence
    }

    /// Where the bytes of a file are.
    enum ContentPlace {
        /// A file of a cache, whose bytes must have one of these digests.
        case cached(String, length: UInt64?, Expected)
        /// A blob of git.
        case blob(String)
    }

    enum Expected {
        case sha256(Digest)
        case md5(DVCID)
    }

    /// How the file of the working tree relates to the bytes.
    enum Presence {
        /// git has compared it with what is staged, or it is not to be there.
        case compared
        /// git has compared it with a pointer that it may itself be.
        case maybePointer
        /// It must have the bytes, unless it is missing.
        case ignored
    }

    /// Something that keeps the migration from happening.
    struct Problem {
        let path: [UInt8]
        let what: String
    }

    var files: [Item] = []
    /// The new bytes of attributes and lists of ignored files; nil removes one.
    var texts: [(path: [UInt8], bytes: [UInt8]?)] = []
    /// The `.dvc` files, which are no longer needed.
    var removed: [[UInt8]] = []
    var problems: [Problem] = []
}

extension MigrationPlan.ContentPlace {
    /// The bytes, verified.
    func read() throws -> FileContent {
        switch self {
        case .blob(let id):
            return try FileContent { sink in
                let file = try File.temporary()
                try GitProgram.write(["cat-file", "blob", id], to: file)
                try file.seek(to: 0)
                try file.forEachPiece(sink)
            }
        case .cached(let path, let length, let expected):
            var md5: MD5Hasher? = if case .md5(let id) = expected { MD5Hasher(convertsLines: id.isLegacy) } else { nil }
            let content = try FileContent { sink in
                try File(at: path).forEachPiece { piece in
                    md5?.update(piece.withUnsafeBytes { Array($0) })
                    try sink(piece)
                }
            }
            let isRight =
                switch expected {
                case .sha256(let digest): content.sha256 == digest
                case .md5(let id): md5?.finish().contains(id.md5) == true
                }
            guard isRight, length == nil || content.length == length else {
                throw CommandError(.no, "its bytes in '\(path)' are damaged", code: "damaged")
            }
            return content
        }
    }
}
