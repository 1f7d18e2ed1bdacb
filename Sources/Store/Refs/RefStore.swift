public import Objects

/// Names for objects: HEAD and refs/, a small file each (docs/format.md §7). Reading takes no lock.
public final class RefStore: Sendable {
    let folder: Folder
    let temporary: Folder
    let isDurable: Bool

    init(_ folder: Folder, temporary: Folder, isDurable: Bool) {
        self.folder = folder
        self.temporary = temporary
        self.isDurable = isDurable
    }

    // MARK: Reading

    /// - Throws: ``RepositoryError/damaged(_:what:)`` when HEAD is missing or says neither of the two.
    public func head() throws -> Head {
        guard let bytes = try folder.contents(of: "HEAD", limit: 4096) else {
            throw RepositoryError.damaged("HEAD", what: "the file is missing")
        }
        guard let head = Head(text: String(decoding: bytes, as: UTF8.self)) else {
            throw RepositoryError.damaged("HEAD", what: "it names neither a branch nor a commit")
        }
        return head
    }

    /// The commit that HEAD stands at, nil on a branch that has none yet.
    public func headCommit() throws -> ObjectID? {
        switch try head() {
        case .branch(let name): try find(name)
        case .detached(let id): id
        }
    }

    /// What `name` stands for, nil when there is no such ref.
    public func find(_ name: RefName) throws -> ObjectID? {
        guard let (folder, file) = try place(of: name) else { return nil }
        guard let status = try folder.find(file), status.kind == .regular else { return nil }
        guard let bytes = try folder.contents(of: file, limit: 4096) else { return nil }
        return try Self.id(bytes, name)
    }

    private static func id(_ bytes: [UInt8], _ name: RefName) throws -> ObjectID {
        guard bytes.last == UInt8(ascii: "\n"),
            let id = ObjectID(hex: String(decoding: bytes.dropLast(), as: UTF8.self))
        else { throw RepositoryError.damaged("ref \(name)", what: "its file does not hold an identity") }
        return id
    }

    /// All refs whose name starts with `prefix`, in order of names.
    public func list(_ prefix: String = "refs/") throws -> [(name: RefName, id: ObjectID)] {
        var found: [(name: RefName, id: ObjectID)] = []
        try forEach { name, read in
            if name.isWithin(prefix) { found.append((name, try read())) }
        }
        return found
    }

    /// Calls `body` for each ref's file with a way to read it, so that one damaged ref does not hide the others.
    func forEach(_ body: (RefName, () throws -> ObjectID) throws -> Void) throws {
        func walk(_ folder: Folder, _ prefix: String) throws {
            for file in try folder.names().sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
                let text = prefix + file.description
                switch try folder.find(file)?.kind {
                case .folder?: try walk(try folder.openFolder(file), text + "/")
                case .regular?:
                    guard let name = try? RefName(text), name.components.last == file.bytes else { continue }
                    try body(name) {
                        guard let bytes = try folder.contents(of: file, limit: 4096) else {
                            throw RepositoryError.refMissing(name)
                        }
                        return try Self.id(bytes, name)
                    }
                default: continue
                }
            }
        }
        if let refs = try folder.findFolder("refs") { try walk(refs, "refs/") }
    }

    /// The folder and the file of a ref; nil when the folder is not there.
    private func place(of name: RefName) throws -> (Folder, Name)? {
        var folder = folder
        let parts = name.components.map { Name($0) }
        for part in parts.dropLast() {
            guard try folder.find(part)?.kind == .folder, let next = try folder.findFolder(part) else { return nil }
            folder = next
        }
        return (folder, parts.last!)
    }

    // MARK: Writing, under the repository's write lock

    func write(_ name: RefName, _ id: ObjectID) throws {
        let parts = name.components.map { Name($0) }
        var folder = folder
        for part in parts.dropLast() {
            if try folder.find(part) == nil {
                try folder.createFolder(part)
                if isDurable { try folder.sync() }
            }
            folder = try folder.openFolder(part)
        }
        // A folder of the ref's own name can only be left over empty, or ``checkConflict(_:)`` had complained.
        try folder.removeFolder(parts.last!)
        try folder.replace(parts.last!, with: Array("\(id)\n".utf8), durable: isDurable, through: temporary)
    }

    func remove(_ name: RefName) throws {
        guard let (folder, file) = try place(of: name) else { return }
        try folder.removeFile(file)
        if isDurable { try folder.sync() }
    }

    func writeHead(_ head: Head) throws {
        try folder.replace("HEAD", with: Array(head.text.utf8), durable: isDurable, through: temporary)
    }

    /// `a` and `a/b` cannot both be refs: one would be the folder of the other.
    func checkConflict(_ name: RefName) throws {
        try forEach { other, _ in
            if other.conflicts(with: name) {
                throw RepositoryError.refConflict(name, with: other)
            }
        }
    }
}
