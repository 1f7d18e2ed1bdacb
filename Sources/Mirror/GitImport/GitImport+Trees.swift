internal import Files
internal import GitFilter
internal import Objects
internal import Packs
internal import Store

extension GitImport {
    /// One entry of a git tree.
    struct GitEntry {
        let mode: String
        let name: [UInt8]
        let id: String
    }

    /// Parses a git tree: mode, space, name, NUL, and the bytes of an identity.
    static func entries(_ bytes: [UInt8], idLength: Int) throws(DecodeError) -> [GitEntry] {
        var entries: [GitEntry] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")), let end = rest[space...].firstIndex(of: 0),
                rest.endIndex - end > idLength
            else { throw DecodeError(.truncated, "an entry is cut short") }
            entries.append(
                GitEntry(
                    mode: String(decoding: rest[..<space], as: UTF8.self), name: Array(rest[(space + 1)..<end]),
                    id: Hex.encode(rest[(end + 1)...].prefix(idLength))))
            rest = rest[(end + 1 + idLength)...]
        }
        return entries
    }

    /// Makes a tree after everything in it.
    func tree(_ id: String, depth: Int) throws -> Folder {
        if let known = trees[id] { return known }
        guard depth < TreePath.maximumDepth else {
            throw GitImportError.tooLarge(
                "git tree \(id.prefix(10))", what: "is below more than \(TreePath.maximumDepth) others")
        }
        let bytes = try git.get(id, .tree)
        let lines = try naming("tree", id: id) { () throws(DecodeError) in
            try Self.entries(bytes, idLength: id.utf8.count / 2)
        }
        var entries: [Tree.Entry] = []
        var extent = TreeExtent()
        var isResolved = true
        for line in lines {
            let name = try naming("tree", id: id) { () throws(DecodeError) in try EntryName(line.name) }
            switch line.mode {
            case "40000":
                let folder = try tree(line.id, depth: depth + 1)
                extent.add(folder.extent, folder: line.name.count)
                isResolved = isResolved && folder.isResolved
                entries.append(Tree.Entry(name: name, mode: .folder, kind: .tree, id: folder.id))
            case "160000": report.submodules += 1
            case "120000", "100755", "100644", "100664", "100600":
                let mode: FileMode =
                    line.mode == "120000" ? .symbolicLink : line.mode == "100755" ? .executable : .regular
                let file = try file(line.id, mode)
                extent.add(file: line.name.count)
                isResolved = isResolved && !unresolved.contains(line.id)
                entries.append(Tree.Entry(name: name, mode: mode, kind: file.kind, id: file.id))
            default:
                throw GitImportError.malformed("git tree \(id.prefix(10))", what: "an entry has the mode \(line.mode)")
            }
        }
        guard Set(entries.map(\.name)).count == entries.count else {
            throw GitImportError.malformed("git tree \(id.prefix(10))", what: "it names an entry twice")
        }
        let payload = Tree(entries).payload
        _ = try naming("tree", id: id) { () throws(DecodeError) in try Tree(payload: payload) }
        let folder = Folder(id: try transaction.put(.tree, payload), extent: extent, isResolved: isResolved)
        trees[id] = folder
        made.append(id)
        report.trees += 1
        return folder
    }

    /// A file, as `at1 add` would store it.
    private func file(_ id: String, _ mode: FileMode) throws -> (kind: ObjectKind, id: ObjectID) {
        let key = mode == .symbolicLink ? "link \(id)" : id
        if let known = files[key] { return known }
        let head = try git.ask(id)
        guard head.kind == .blob else {
            throw GitImportError.malformed(
                "git object \(id.prefix(10))", what: "it is a \(head.kind.rawValue), not a blob")
        }
        let made: (kind: ObjectKind, id: ObjectID)
        if mode == .symbolicLink {
            let target = try git.whole(head, id)
            try naming("link", id: id) { () throws(DecodeError) in try LinkTarget.check(target) }
            made = (.blob, try transaction.put(.blob, target))
        } else {
            made = try content(head, id)
        }
        files[key] = made
        report.files += 1
        return made
    }

    private func content(_ head: GitObjectReader.Head, _ id: String) throws -> (kind: ObjectKind, id: ObjectID) {
        if head.length <= LargeFilePointer.maximumLength {
            let bytes = try git.whole(head, id)
            guard let pointer = LargeFilePointer(bytes) else { return try keep(bytes) }
            if let found = try pointer.content(in: path, transaction) { return found }
            report.pointers += 1
            unresolved.insert(id)
            return try keep(bytes)
        }
        if head.length <= ContentReader.wholeLength { return try keep(git.whole(head, id)) }
        let scratch = try ScratchFile(for: repository)
        try git.take(head.length) { try scratch.file.write(Array($0)) }
        let file = try File(at: "/proc/self/fd/\(scratch.file.descriptor)")
        let content = try ContentReader(transaction: transaction).read(file)
        return (content.kind, content.id)
    }

    private func keep(_ bytes: [UInt8]) throws -> (kind: ObjectKind, id: ObjectID) {
        let kind = ContentRecognition.recognise(bytes).kind
        return (kind, try transaction.put(kind, bytes))
    }

    // MARK: Checking

    /// Compares every tree that was made with git's: names, modes, and contents.
    func check() throws {
        for id in made {
            guard let folder = trees[id] else { continue }
            let bytes = try git.get(id, .tree)
            let lines = try naming("tree", id: id) { () throws(DecodeError) in
                try Self.entries(bytes, idLength: id.utf8.count / 2)
            }
            let made = try repository.objects.tree(folder.id)
            let expected = lines.filter { $0.mode != "160000" }
            guard made.entries.count == expected.count else { throw differs(id) }
            let entries = Dictionary(made.entries.map { ($0.name.bytes, $0) }, uniquingKeysWith: { first, _ in first })
            for line in expected {
                let wanted =
                    switch line.mode {
                    case "40000": trees[line.id]?.id
                    case "120000": files["link \(line.id)"]?.id
                    default: files[line.id]?.id
                    }
                guard let entry = entries[line.name], let wanted, entry.id == wanted,
                    (entry.mode == .folder) == (line.mode == "40000"),
                    (entry.mode == .symbolicLink) == (line.mode == "120000"),
                    (entry.mode == .executable) == (line.mode == "100755")
                else { throw differs(id) }
            }
        }
    }

    private func differs(_ id: String) -> GitImportError {
        .malformed("git tree \(id.prefix(10))", what: "it was converted to a different tree")
    }
}
