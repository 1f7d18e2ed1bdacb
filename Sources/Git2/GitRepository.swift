internal import CGit2

/// The type of a git object.
package enum GitKind: String, Hashable, Sendable {
    case commit, tree, blob, tag

    var type: git_object_t {
        switch self {
        case .commit: GIT_OBJECT_COMMIT
        case .tree: GIT_OBJECT_TREE
        case .blob: GIT_OBJECT_BLOB
        case .tag: GIT_OBJECT_TAG
        }
    }

    init?(_ type: git_object_t) {
        switch type {
        case GIT_OBJECT_COMMIT: self = .commit
        case GIT_OBJECT_TREE: self = .tree
        case GIT_OBJECT_BLOB: self = .blob
        case GIT_OBJECT_TAG: self = .tag
        default: return nil
        }
    }
}

/// A bare git repository: its objects and its refs.
package struct GitRepository: ~Copyable {
    let git: at1_git2
    let pointer: OpaquePointer
    private let objects: OpaquePointer

    /// Opens the bare repository at `path`.
    package init(opening path: String) throws(GitError) {
        let git = try git2()
        var repository: OpaquePointer?
        try git.check(git.repository_open_bare(&repository, path))
        try self.init(git, repository!)
    }

    /// Makes a bare repository at `path`, and the folders above it.
    ///
    /// - Parameter head: the branch that HEAD is on, without `refs/heads/`.
    package init(creating path: String, head: String) throws(GitError) {
        let git = try git2()
        var options = git_repository_init_options()
        try git.check(git.repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)))
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
        var repository: OpaquePointer?
        let code = head.withCString { name in
            options.initial_head = name
            return git.repository_init_ext(&repository, path, &options)
        }
        try git.check(code)
        try self.init(git, repository!)
    }

    private init(_ git: at1_git2, _ repository: OpaquePointer) throws(GitError) {
        var objects: OpaquePointer?
        let code = git.repository_odb(&objects, repository)
        guard let objects, code >= 0 else {
            git.repository_free(repository)
            throw GitError(.other, "the object database does not open")
        }
        self.git = git
        pointer = repository
        self.objects = objects
    }

    deinit {
        git.odb_free(objects)
        git.repository_free(pointer)
    }

    // MARK: Objects

    package func contains(_ id: GitID) -> Bool {
        var oid = id.oid
        return git.odb_exists(objects, &oid) == 1
    }

    /// Refreshes the view of the disk.
    package func refresh() throws(GitError) {
        try git.check(git.odb_refresh(objects))
    }

    /// An object's kind and length, nil when it is missing.
    package func find(_ id: GitID) throws(GitError) -> (kind: GitKind, length: Int)? {
        var oid = id.oid
        var length = 0
        var type = GIT_OBJECT_INVALID
        let code = git.odb_read_header(&length, &type, objects, &oid)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try git.check(code)
        return GitKind(type).map { ($0, length) }
    }

    /// An object's bytes, whose SHA-1 libgit2 has compared.
    ///
    /// - Throws: when it is missing, of another kind, or longer than `limit`.
    package func get(_ id: GitID, _ kind: GitKind, limit: Int) throws(GitError) -> [UInt8] {
        guard let found = try find(id) else { throw GitError(.notFound, "git object \(id) is missing") }
        guard found.kind == kind else {
            throw GitError(.other, "git object \(id) is a \(found.kind.rawValue), not a \(kind.rawValue)")
        }
        guard found.length <= limit else {
            throw GitError(.other, "git object \(id) has \(found.length) bytes; at most \(limit) are read")
        }
        var oid = id.oid
        var object: OpaquePointer?
        try git.check(git.odb_read(&object, objects, &oid))
        defer { git.odb_object_free(object) }
        let count = git.odb_object_size(object)
        guard count == found.length else { throw GitError(.other, "git object \(id) is damaged") }
        return Array(UnsafeRawBufferPointer(start: git.odb_object_data(object), count: count))
    }

    /// Stores an object unchanged.
    package func put(_ kind: GitKind, _ bytes: [UInt8]) throws(GitError) -> GitID {
        var oid = git_oid()
        let code = bytes.withUnsafeBytes { git.odb_write(&oid, objects, $0.baseAddress, $0.count, kind.type) }
        try git.check(code)
        return GitID(oid)
    }

    /// Stores a blob that arrives in pieces, unchanged.
    ///
    /// - Parameter next: gives the next piece; an empty one at the end.
    package func putBlob(_ next: () throws -> [UInt8]) throws -> GitID {
        var stream: UnsafeMutablePointer<git_writestream>?
        // Without a path, no filter of git's settings can change a byte.
        try git.check(git.blob_create_from_stream(&stream, pointer, nil))
        guard let stream, let write = stream.pointee.write, let free = stream.pointee.free else {
            throw GitError(.other, "libgit2 gives no stream")
        }
        do {
            while case let piece = try next(), !piece.isEmpty {
                let code = piece.withUnsafeBytes { write(stream, $0.bindMemory(to: CChar.self).baseAddress, $0.count) }
                try git.check(code)
            }
        } catch {
            free(stream)
            throw error
        }
        var oid = git_oid()
        try git.check(git.blob_create_from_stream_commit(&oid, stream))
        return GitID(oid)
    }

    // MARK: Refs

    package static func isReferenceName(_ name: String) throws(GitError) -> Bool {
        let git = try git2()
        var valid: Int32 = 0
        try git.check(git.reference_name_is_valid(&valid, name))
        return valid == 1
    }

    package func setReference(_ name: String, to id: GitID) throws(GitError) {
        var oid = id.oid
        var reference: OpaquePointer?
        try git.check(git.reference_create(&reference, pointer, name, &oid, 1, nil))
        git.reference_free(reference)
    }

    /// Moves a ref whose value is `old`, nil for none; false if it has another value.
    package func moveReference(_ name: String, from old: GitID?, to id: GitID) throws(GitError) -> Bool {
        var oid = id.oid
        var reference: OpaquePointer?
        let code: Int32
        if let old {
            var expected = old.oid
            code = git.reference_create_matching(&reference, pointer, name, &oid, 1, &expected, nil)
        } else {
            code = git.reference_create(&reference, pointer, name, &oid, 0, nil)
        }
        if [GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue, GIT_ELOCKED.rawValue].contains(code) { return false }
        try git.check(code)
        git.reference_free(reference)
        return true
    }

    package func removeReference(_ name: String) throws(GitError) {
        try git.check(git.reference_remove(pointer, name))
    }

    package func references() throws(GitError) -> [String] {
        var names = git_strarray()
        try git.check(git.reference_list(&names, pointer))
        defer { git.strarray_dispose(&names) }
        return (0..<names.count).compactMap { names.strings[$0].map { String(cString: $0) } }
    }

    /// Whether HEAD is on a branch that has no commit.
    package func isHeadUnborn() throws(GitError) -> Bool {
        try git.check(git.repository_head_unborn(pointer)) == 1
    }

    package func setHead(_ name: String) throws(GitError) {
        try git.check(git.repository_set_head(pointer, name))
    }

    /// Whether `ancestor`, a commit, is among those that `commit` came from.
    package func isAncestor(_ ancestor: GitID, of commit: GitID) throws(GitError) -> Bool {
        var (older, newer) = (ancestor.oid, commit.oid)
        return try git.check(git.graph_descendant_of(pointer, &newer, &older)) == 1
    }
}
