internal import Git2
internal import Objects

extension MirrorImport {
    mutating func tree(_ id: GitID, _ path: TreePath?, depth: Int = 0) throws -> (id: ObjectID, isWhole: Bool) {
        let shape = try shape(id, path, depth: depth)
        if depth == 0, shape.depth > TreePath.maximumDepth || shape.length >= TreePath.maximumLength {
            throw MirrorError.foreign("git tree \(id.short)", what: "it has paths that are too long")
        }
        return (shape.id, shape.isWhole)
    }

    private mutating func shape(_ id: GitID, _ path: TreePath?, depth: Int) throws -> TreeShape {
        if let known = trees[id] { return known }
        if let (kind, object) = stage.map.find(id), kind == .tree, try isIntact(object) {
            let shape = try shape(of: object)
            trees[id] = shape
            return shape
        }
        guard depth < TreePath.maximumDepth, path?.bytes.count ?? 0 < TreePath.maximumLength else {
            throw MirrorError.foreign("git tree \(id.short)", what: "its folders are nested too deep")
        }
        let mirrored = try Self.naming("tree", id) {
            try MirrorTree(parsing: stage.git.get(id, .tree, limit: MirrorLimits.tree))
        }
        var made = TreeShape(id: ObjectID(of: .tree, []), isWhole: true)
        var isWhole = true
        var entries: [Tree.Entry] = []
        for entry in mirrored.entries {
            let path = TreePath.path(of: entry.name, in: path)
            var below = TreeShape(id: made.id, isWhole: true)
            var kind = ObjectKind.tree
            if entry.mode == .folder {
                below = try shape(entry.id, path, depth: depth + 1)
            } else {
                let content = try content(entry.id, entry.mode, path)
                kind = content.kind
                below = TreeShape(id: content.id, isWhole: content.isWhole)
            }
            isWhole = isWhole && below.isWhole
            made.depth = max(made.depth, below.depth + 1)
            made.length = max(made.length, below.length + entry.name.bytes.count + 1)
            entries.append(Tree.Entry(name: entry.name, mode: entry.mode, kind: kind, id: below.id))
        }
        let object = try put(.tree, Tree(entries).payload)
        if isWhole { stage.map.add(.tree, object, id) }
        let shape = TreeShape(id: object, isWhole: isWhole, depth: made.depth, length: made.length)
        trees[id] = shape
        return shape
    }

    /// The shape of a tree that is here.
    private func shape(of id: ObjectID) throws -> TreeShape {
        var shape = TreeShape(id: id, isWhole: true)
        for file in try repository.files(of: id) {
            shape.depth = max(shape.depth, file.path.bytes.count { $0 == UInt8(ascii: "/") } + 1)
            shape.length = max(shape.length, file.path.bytes.count + 1)
        }
        return shape
    }

    mutating func content(_ id: GitID, _ mode: FileMode, _ path: TreePath) throws -> Content {
        if mode == .symbolicLink {
            let target = try Self.naming("link", id) { try stage.git.get(id, .blob, limit: MirrorLimits.header) }
            let object = try put(.blob, target)
            stage.map.add(.link, object, id)
            return Content(kind: .blob, id: object, isWhole: true)
        }
        if let known = contents[id] {
            if lacking[known.id] != nil || known.isWhole { return known }
        }
        if let (kind, object) = stage.map.find(id), kind.isContent, try isThere(kind, object) {
            let content = Content(kind: kind, id: object, isWhole: true)
            contents[id] = content
            return content
        }
        let bytes = try Self.naming("file", id) { try stage.git.get(id, .blob, limit: MirrorLimits.object) }
        let content = try Self.naming("file '\(path)'", id) { try keep(bytes, id, path) }
        if content.isWhole { stage.map.add(MirrorMap.Word(content.kind), content.id, id) }
        contents[id] = content
        return content
    }

    private func isThere(_ kind: ObjectKind, _ id: ObjectID) throws -> Bool {
        guard try repository.objects.contains(id) else { return false }
        guard kind == .chunks else { return true }
        return try repository.objects.chunkList(id).chunks.allSatisfy { try repository.objects.contains($0.id) }
    }

    private mutating func keep(_ bytes: [UInt8], _ id: GitID, _ path: TreePath) throws -> Content {
        func whole(_ found: (kind: ObjectKind, id: ObjectID)) -> Content {
            Content(kind: found.kind, id: found.id, isWhole: true)
        }
        guard MirrorDocument.isDocument(bytes) else { return whole(try StandardContent.keep(bytes, put)) }
        switch try MirrorDocument(parsing: bytes) {
        case .recipe(let payload): return whole((.recipe, try put(.recipe, payload)))
        case .bundle(let payload): return whole((.bundle, try put(.bundle, payload)))
        case .session(let payload): return whole((.session, try put(.session, payload)))
        case .blob(let payload): return whole((.blob, try put(.blob, payload)))
        case .chunks(let content, let cuts):
            var start = 0
            for length in cuts {
                _ = try put(.blob, Array(content[start..<start + length]))
                start += length
            }
            return whole((.chunks, try put(.chunks, MirrorDocument.list(content, cuts).payload)))
        case .pointer(let pointer):
            stage.map.add(.pointer, pointer.id, id)
            let isHere = try isThere(pointer.kind, pointer.id)
            if !isHere, lacking[pointer.id] == nil { lacking[pointer.id] = MirrorOmission(pointer, path) }
            return Content(kind: pointer.kind, id: pointer.id, isWhole: false)
        }
    }
}
