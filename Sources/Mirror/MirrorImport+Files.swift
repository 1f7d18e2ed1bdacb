internal import Files
internal import Git2
internal import Objects
internal import Packs
internal import Store

extension MirrorImport {
    mutating func tree(_ id: GitID, _ path: TreePath?) throws -> (id: ObjectID, isWhole: Bool) {
        let folder = try folder(id, path, depth: 0)
        if let excess = try TreeLimits(repository.configuration).excess(folder.extent) {
            throw MirrorError.foreign("git tree \(id.short)", what: "it \(excess.what)")
        }
        return (folder.id, folder.isWhole)
    }

    private mutating func folder(_ id: GitID, _ path: TreePath?, depth: Int) throws -> Folder {
        if let known = trees[id] { return known }
        if let (kind, object) = stage.map.find(id), kind == .tree, try isIntact(object) {
            let folder = Folder(
                id: object, isWhole: true, extent: try extents.extent(of: object, repository.objects.node))
            trees[id] = folder
            return folder
        }
        guard depth < TreePath.maximumDepth, path?.bytes.count ?? 0 < TreePath.maximumLength else {
            throw MirrorError.foreign("git tree \(id.short)", what: "its folders are nested too deep")
        }
        let mirrored = try Self.naming("tree", id) {
            try MirrorTree(parsing: stage.git.get(id, .tree, limit: MirrorLimits.tree))
        }
        var isWhole = true
        var extent = TreeExtent()
        var entries: [Tree.Entry] = []
        for entry in mirrored.entries {
            let path = TreePath.path(of: entry.name, in: path)
            if entry.mode == .folder {
                let below = try folder(entry.id, path, depth: depth + 1)
                isWhole = isWhole && below.isWhole
                extent.add(below.extent, folder: entry.name.bytes.count)
                entries.append(Tree.Entry(name: entry.name, mode: entry.mode, kind: .tree, id: below.id))
            } else {
                let content = try content(entry.id, entry.mode, path)
                isWhole = isWhole && content.isWhole
                extent.add(file: entry.name.bytes.count)
                entries.append(Tree.Entry(name: entry.name, mode: entry.mode, kind: content.kind, id: content.id))
            }
        }
        let object = try put(.tree, Tree(entries).payload)
        if isWhole { stage.map.add(.tree, object, id) }
        let folder = Folder(id: object, isWhole: isWhole, extent: extent)
        trees[id] = folder
        return folder
    }

    mutating func content(_ id: GitID, _ mode: FileMode, _ path: TreePath) throws -> Content {
        if mode == .symbolicLink {
            let target = try Self.naming("link", id) {
                let target = try stage.git.get(id, .blob, limit: MirrorLimits.header)
                try LinkTarget.check(target)
                return target
            }
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
        if kind == .output { return try repository.objects.isWhole(output: id) }
        guard kind == .chunks else { return true }
        return try repository.objects.chunkList(id).chunks.allSatisfy { try repository.objects.contains($0.id) }
    }

    private func keep(_ object: MirrorDocument.Part) throws -> ObjectKind {
        _ = try put(object.kind, object.payload)
        return object.kind
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
        case .output(let payload, let objects):
            for object in objects { kinds.insert(try keep(object)) }
            kinds.insert(.output)
            return whole((.output, try put(.output, payload)))
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
