internal import Files
public import Objects
internal import Packs
internal import Store

/// A source from which lost objects may be recovered. It is not trusted: ``Repair`` computes every identity.
public protocol ObjectSource: Sendable {
    /// Its name in reports.
    var name: String { get }

    /// Passes its objects among `wanted` to `take`, in any order; any others are ignored.
    func recover(_ wanted: Set<ObjectID>, _ take: (ObjectKind, [UInt8]) throws -> Void) throws
}

/// Another repository on this machine, opened for reading.
struct RepositorySource: ObjectSource {
    let name: String
    let repository: Repository

    func recover(_ wanted: Set<ObjectID>, _ take: (ObjectKind, [UInt8]) throws -> Void) throws {
        for id in wanted.sorted() {
            guard let object = try? repository.objects.get(id) else { continue }
            try take(object.kind, object.payload)
        }
    }
}

/// The trees of the index, rebuilt.
struct IndexSource: ObjectSource {
    let repository: Repository
    var name: String { "the index" }

    func recover(_ wanted: Set<ObjectID>, _ take: (ObjectKind, [UInt8]) throws -> Void) throws {
        guard let index = try? repository.index() else { return }
        _ = try index.writeTrees { tree in
            try take(.tree, tree.payload)
            return ObjectID(of: .tree, tree.payload)
        }
    }
}

/// The files of the working tree, cut as `add` cuts them.
struct WorkTreeSource: ObjectSource {
    let repository: Repository
    var name: String { "the working tree" }

    func recover(_ wanted: Set<ObjectID>, _ take: (ObjectKind, [UInt8]) throws -> Void) throws {
        guard !repository.isBare else { return }
        let workTree = try repository.workTree()
        var paths: [(path: TreePath, isLink: Bool)] = []
        try workTree.scan(nil, isTracked: { _ in true }, withIgnored: true) { visit in
            if case .file(let found) = visit { paths.append((found.path, found.kind == .symbolicLink)) }
            return true
        }
        try withoutActuallyEscaping(take) { take in
            let reader = ContentReader(keep: { _, kind, payload in try take(kind, payload) })
            for (path, isLink) in paths {
                if isLink {
                    guard let folder = try? workTree.folder(of: path),
                        let target = try? folder.target(ofLink: Name(path.name.bytes))
                    else { continue }
                    try take(.blob, target)
                } else {
                    // One unreadable file does not hide the others; a failure to write is reported at the end.
                    do { _ = try reader.read(workTree.openFile(path)) } catch { continue }
                }
            }
        }
    }
}

/// The output of this repository's recipes: the same content may have been stored as bytes elsewhere in its history.
struct RecipeSource: ObjectSource {
    let repository: Repository
    var name: String { "recipes" }

    func recover(_ wanted: Set<ObjectID>, _ take: (ObjectKind, [UInt8]) throws -> Void) throws {
        guard repository.evaluator != nil else { return }
        var recipes: Set<ObjectID> = []
        for pack in try repository.objects.openPacks() {
            for (_, entries) in try pack.entriesByFrame() {
                recipes.formUnion(entries.filter { $0.kind == .recipe }.map(\.id))
            }
        }
        try withoutActuallyEscaping(take) { take in
            let reader = ContentReader(keep: { _, kind, payload in try take(kind, payload) })
            for id in recipes.sorted() {
                guard let recipe = try? repository.objects.recipe(id) else { continue }
                let made = try TemporaryFile(in: repository.temporary)
                do { try repository.evaluate(recipe) { try made.file.write($0) } } catch let error as FileError {
                    // A lack of space says nothing about the recipe.
                    throw error
                } catch { continue }
                _ = try reader.read(repository.temporary.openFile(made.name))
            }
        }
    }
}
