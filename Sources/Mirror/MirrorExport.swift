internal import Files
internal import Git2
internal import Objects
internal import Packs
internal import Store

/// Writes at1's objects as git objects (docs/mirror.md §2 to §5).
struct MirrorExport {
    private let repository: Repository
    private let stage: MirrorStage
    private let limits: MirrorLimits
    /// Trees that contain pointers: not saved, since they depend on the limit.
    private var partial: [ObjectID: GitID] = [:]
    /// What is left out, by object, with a path at which it was found.
    private(set) var leftOut: [ObjectID: MirrorOmission] = [:]

    init(_ repository: Repository, _ stage: MirrorStage, _ limits: MirrorLimits) {
        self.repository = repository
        self.stage = stage
        self.limits = limits
    }

    /// The target of a git ref, for a ref whose target is `id`.
    mutating func target(_ id: ObjectID) throws -> (id: GitID, kind: GitKind) {
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        switch kind {
        case .commit: return (try commit(id), .commit)
        case .tag: return (try tag(id), .tag)
        case .tree: return (try carrier(kind, id, tree(id, nil).id), .commit)
        case .computation, .environment:
            throw MirrorError.unrepresentable("\(kind.rawValue) \(id.short)", what: "no file leads to it")
        case .blob, .chunks, .recipe, .bundle, .session, .output:
            let name = try EntryName(MirrorCarrier.entryName)
            let content = try content(kind, id, .regular, TreePath(name)).id
            let tree = MirrorTree([.init(name: name, mode: .regular, id: content)])
            return (try carrier(kind, id, stage.git.put(.tree, tree.bytes)), .commit)
        }
    }

    private func carrier(_ kind: ObjectKind, _ id: ObjectID, _ tree: GitID) throws -> GitID {
        try stage.git.put(.commit, MirrorCarrier(kind: kind, id: id, tree: tree).bytes)
    }

    private func known(_ word: MirrorMap.Word, _ id: ObjectID) -> GitID? {
        stage.map.find(word, id).flatMap { stage.git.contains($0) ? $0 : nil }
    }

    private mutating func tag(_ id: ObjectID, depth: Int = 0) throws -> GitID {
        if let known = known(.tag, id) { return known }
        guard depth < TagChain.maximumLength else { throw TagChain.tooLong(id) }
        let tag = try repository.objects.tag(id)
        guard try GitRepository.isReferenceName(RefName.tags + tag.name) else {
            throw MirrorError.unrepresentable("tag '\(tag.name)'", what: "git does not allow the name")
        }
        let object = try repository.target(of: tag)
        let target =
            tag.objectKind == .tag ? (id: try self.tag(object, depth: depth + 1), kind: .tag) : try target(object)
        let git = try stage.git.put(
            .tag, MirrorTag(tag: tag, target: target.id, targetKind: target.kind).bytes)
        stage.map.add(.tag, id, git)
        return git
    }

    /// Writes a commit after all of its ancestors.
    private mutating func commit(_ id: ObjectID) throws -> GitID {
        var waiting = [id]
        while let next = waiting.last {
            if known(.commit, next) != nil {
                waiting.removeLast()
                continue
            }
            let commit = try repository.objects.commit(next)
            let missing = commit.parents.filter { known(.commit, $0) == nil }
            guard missing.isEmpty else {
                waiting += missing.reversed()
                continue
            }
            let mirrored = MirrorCommit(
                commit: commit, id: next, tree: try tree(commit.tree, nil).id,
                parents: commit.parents.compactMap { known(.commit, $0) })
            stage.map.add(.commit, next, try stage.git.put(.commit, mirrored.bytes))
            waiting.removeLast()
        }
        guard let git = known(.commit, id) else { throw ObjectError.missing(id) }
        return git
    }

    /// - Returns: the tree, and whether nothing in it is left out.
    private mutating func tree(_ id: ObjectID, _ path: TreePath?, depth: Int = 0) throws -> (id: GitID, isWhole: Bool) {
        if let known = known(.tree, id) { return (known, true) }
        if let known = partial[id] { return (known, false) }
        guard depth < TreePath.maximumDepth else {
            throw Damage(.content(.tree, id), "its folders are nested too deep")
        }
        var isWhole = true
        var entries: [MirrorTree.Entry] = []
        for entry in try repository.objects.tree(id).entries {
            let path = TreePath.path(of: entry.name, in: path)
            let made =
                entry.mode == .folder
                ? try tree(entry.id, path, depth: depth + 1) : try content(entry.kind, entry.id, entry.mode, path)
            isWhole = isWhole && made.isWhole
            entries.append(.init(name: entry.name, mode: entry.mode, id: made.id))
        }
        let git = try stage.git.put(.tree, MirrorTree(entries).bytes)
        if isWhole { stage.map.add(.tree, id, git) } else { partial[id] = git }
        return (git, isWhole)
    }
}

extension MirrorExport {
    private mutating func content(
        _ kind: ObjectKind, _ id: ObjectID, _ mode: FileMode, _ path: TreePath
    ) throws -> (id: GitID, isWhole: Bool) {
        let word = MirrorMap.Word(kind, isLink: mode == .symbolicLink)
        if let known = known(word, id) { return (known, true) }
        if try repository.objects.find(id) == nil, let pointer = known(.pointer, id) {
            return (pointer, false)  // came from a mirror without its bytes
        }
        if let git = try largeFile(kind, id) {
            stage.map.add(word, id, git)
            return (git, true)
        }
        guard let bytes = try bytes(kind, id, mode) else {
            let pointer = try pointer(kind, id)
            let text = try MirrorDocument.pointer(pointer).text(limit: MirrorLimits.object) ?? []
            if leftOut[id] == nil { leftOut[id] = MirrorOmission(pointer, path) }
            return (try stage.git.put(.blob, text), false)
        }
        let git = try stage.git.put(.blob, bytes)
        stage.map.add(word, id, git)
        return (git, true)
    }

    /// A file in chunks whose git form is the file itself. It is written by way of a file on disk, so that memory is
    /// bounded by a chunk. Nil for any other.
    private func largeFile(_ kind: ObjectKind, _ id: ObjectID) throws -> GitID? {
        guard kind == .chunks, try repository.contentLength(kind, id) <= UInt64(limits.file) else { return nil }
        let name = Name("mirror-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        let file = try repository.temporary.createFile(name)
        defer { try? repository.temporary.removeFile(name) }
        var length: UInt64 = 0
        try repository.content(kind, id) { piece in
            try file.write(piece, at: length)
            length += UInt64(piece.byteCount)
        }
        let standard = try ContentReader(transaction: nil).read(file)
        guard standard.kind == kind, standard.id == id,
            try !MirrorDocument.isDocument(file.read(MirrorDocument.mark.count, at: 0))
        else { return nil }
        var at: UInt64 = 0
        return try stage.git.putBlob {
            let piece = try file.read(1 << 20, at: at)
            at += UInt64(piece.count)
            return piece
        }
    }

    /// The git form of a file; nil if that exceeds the limit.
    private func bytes(_ kind: ObjectKind, _ id: ObjectID, _ mode: FileMode) throws -> [UInt8]? {
        if mode == .symbolicLink {
            let target = try repository.objects.get(id, .blob)
            do { try LinkTarget.check(target) } catch {
                throw Damage(.content(.blob, id), "it is not a valid target of a symbolic link: \(error)")
            }
            return target
        }
        switch kind {
        case .recipe:
            return try MirrorDocument.recipe(repository.objects.recipe(id).bytes).text(limit: MirrorLimits.object)
        case .bundle: return try MirrorDocument.bundle(repository.objects.get(id, kind)).text(limit: limits.file)
        case .session: return try MirrorDocument.session(repository.objects.get(id, kind)).text(limit: limits.file)
        case .blob, .chunks:
            guard try repository.contentLength(kind, id) <= UInt64(limits.file) else { return nil }
            var bytes: [UInt8] = []
            try repository.content(kind, id) { piece in piece.withUnsafeBytes { bytes.append(contentsOf: $0) } }
            let comesBack = StandardContent.keep(bytes) { ObjectID(of: $0, $1) } == (kind, id)
            if comesBack, !MirrorDocument.isDocument(bytes) { return bytes }
            guard kind == .chunks else { return try MirrorDocument.blob(bytes).text(limit: MirrorLimits.object) }
            let list = try repository.objects.chunkList(id)
            guard list.length == UInt64(bytes.count), list.sha256 == Digest(of: bytes) else {
                throw Damage(.content(.chunks, id), "its pieces are another file")
            }
            return try MirrorDocument.chunks(bytes, cuts: list.chunks.map { Int($0.length) }).text(
                limit: MirrorLimits.object)
        case .output: return try output(id)
        case .tree, .commit, .tag, .computation, .environment:
            throw ObjectError.wrongKind(id, found: kind, wanted: .blob)
        }
    }

    /// The text of a file that a computation makes, with everything that it needs.
    private func output(_ id: ObjectID) throws -> [UInt8] {
        let objects = repository.objects
        let parts = try objects.closure(of: id).map { link in
            MirrorDocument.Part(kind: link.kind, payload: try objects.get(link.id, link.kind))
        }
        let length = parts.reduce(0) { $0 + $1.payload.count }
        guard length <= MirrorLimits.object / 2,
            let text = try MirrorDocument.output(objects.get(id, .output), parts).text(limit: MirrorLimits.object)
        else {
            throw MirrorError.unrepresentable(
                "output \(id.short)", what: "its inputs and kept files are \(length) bytes, too many for one text")
        }
        return text
    }

    private func pointer(_ kind: ObjectKind, _ id: ObjectID) throws -> MirrorPointer {
        if kind == .chunks {
            let list = try repository.objects.chunkList(id)
            return MirrorPointer(kind: kind, id: id, length: list.length, sha256: list.sha256)
        }
        let payload = try repository.objects.get(id, kind)
        return MirrorPointer(kind: kind, id: id, length: UInt64(payload.count), sha256: Digest(of: payload))
    }
}
