import ArgumentParser
import Objects
import Store

/// `at1 ls-tree`: what a tree holds.
struct ListTreeCommand: Command {
    static let configuration = CommandConfiguration(commandName: "ls-tree", abstract: "List a tree: mode, kind, identity and path.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .short, help: "Go into folders.") var recursive = false
    @Flag(name: [.short, .long], help: "Show the length of the file that each object stands for.") var long = false
    @Flag(help: "Only the paths.") var nameOnly = false
    @Argument(help: "A revision, or REV:folder.") var revision: String
    @Argument(help: "Only these.") var paths: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let tree = try repository.peel(repository.resolve(revision), to: .tree)
        var entries: [(path: TreePath, mode: FileMode, kind: ObjectKind, id: ObjectID)] =
            if recursive {
                try repository.files(of: tree).map { ($0.path, $0.mode, $0.kind, $0.id) }
            } else {
                try repository.objects.tree(tree).entries.map { (TreePath($0.name), $0.mode, $0.kind, $0.id) }
            }
        if !paths.isEmpty {
            let wanted = try paths.map { try TreePath($0.hasSuffix("/") ? String($0.dropLast()) : $0) }
            entries.removeAll { entry in !wanted.contains { entry.path.isWithin($0) } }
        }
        var list: [JSONValue] = []
        for entry in entries {
            let length = long && entry.mode != .folder ? try repository.contentLength(entry.kind, entry.id) : nil
            if report.json {
                var object: JSONObject = [
                    "mode": .string(entry.mode.rawValue), "kind": .string(entry.kind.rawValue), "id": .string(entry.id.hex),
                ]
                entry.path.add(to: &object)
                if let length { object["length"] = .integer(length) }
                list.append(.object(object))
            } else if nameOnly {
                console.print(entry.path.quoted)
            } else {
                let mode = entry.mode == .folder ? "0\(entry.mode.rawValue)" : entry.mode.rawValue
                console.print("\(mode) \(entry.kind.rawValue) \(entry.id)\(length.map { " \($0)" } ?? (long ? " -" : ""))\t\(entry.path.quoted)")
            }
        }
        if report.json { console.print(.array(list)) }
        return .done
    }
}

/// `at1 cat-file`: an object as it is kept.
struct CatFileCommand: Command {
    static let configuration = CommandConfiguration(commandName: "cat-file", abstract: "Show the kind, the length or the payload of an object.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .customShort("t"), help: "The kind.") var kind = false
    @Flag(name: .customShort("s"), help: "The payload's length in bytes.") var size = false
    @Flag(name: .customShort("p"), help: "The payload; binary ones as text.") var pretty = false
    @Flag(name: .customShort("e"), help: "Nothing; the exit code says whether it is there.") var exists = false
    @Argument(help: "An object, or a revision.") var object: String

    func execute(_ console: Console) throws -> ExitStatus {
        guard [kind, size, pretty, exists].count(where: { $0 }) == 1 else {
            throw CommandError(.usage, "cat-file takes one of -t, -s, -p and -e")
        }
        let repository = try RepositoryAccess(options).repository
        let id: ObjectID
        do {
            id = try repository.resolve(object)
        } catch RepositoryError.unknownRevision where exists {
            return .no
        }
        guard let found = try repository.objects.find(id) else {
            if exists { return .no }
            throw RepositoryError.objectMissing(id)
        }
        if kind {
            console.print(found.kind.rawValue)
        } else if size {
            console.print("\(found.length)")
        } else if pretty {
            try print(id, found.kind, repository, console)
        }
        return .done
    }

    private func print(_ id: ObjectID, _ kind: ObjectKind, _ repository: Repository, _ console: Console) throws {
        switch kind {
        case .tree:
            for entry in try repository.objects.tree(id).entries {
                let mode = entry.mode == .folder ? "0\(entry.mode.rawValue)" : entry.mode.rawValue
                console.print("\(mode) \(entry.kind.rawValue) \(entry.id)\t\(TreePath(entry.name).quoted)")
            }
        case .chunks:
            let list = try repository.objects.chunkList(id)
            console.print("length \(list.length)\nsha256 \(list.sha256)")
            for chunk in list.chunks { console.print("\(chunk.id) \(chunk.length)") }
        case .blob, .recipe, .bundle, .session, .commit, .tag:
            try console.write(try repository.objects.get(id).payload)
        }
    }
}

/// `at1 hash-object`: the identity that a file would have.
struct HashObjectCommand: Command {
    static let configuration = CommandConfiguration(commandName: "hash-object", abstract: "Print the identity that a file would have.")

    @OptionGroup var options: GlobalOptions
    @Flag(name: .customShort("w"), help: "Keep the object too.") var write = false
    @Argument(help: "The files.") var files: [String]

    func execute(_ console: Console) throws -> ExitStatus {
        guard !files.isEmpty else { throw CommandError(.usage, "name a file") }
        let repository = write ? try RepositoryAccess(options).repository : nil
        for file in files {
            console.print(try (repository?.keep(fileAt: file) ?? Repository.hash(fileAt: file)).id.hex)
        }
        return .done
    }
}

/// `at1 rev-parse`: the identity that words stand for.
struct RevParseCommand: Command {
    static let configuration = CommandConfiguration(commandName: "rev-parse", abstract: "Print the identity that a revision stands for.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Ten digits of it.") var short = false
    @Flag(help: "The name of the branch, for HEAD.") var abbrevRef = false
    @Flag(help: "The top of the work tree.") var showToplevel = false
    @Argument(help: "Revisions: HEAD~2, a branch, a tag, digits, REV:path, REV^{tree}.") var revisions: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        if showToplevel { console.print(try repository.workTree().root.resolvedPath()) }
        guard showToplevel || !revisions.isEmpty else { throw CommandError(.usage, "name a revision") }
        for revision in revisions {
            if abbrevRef, revision == "HEAD" {
                if case .branch(let name) = try repository.refs.head() { console.print(name.short) } else { console.print("HEAD") }
                continue
            }
            let id = try repository.resolve(revision)
            console.print(short ? id.short : id.hex)
        }
        return .done
    }
}

/// `at1 reflog`: where a ref has been.
struct ReflogCommand: Command {
    static let configuration = CommandConfiguration(commandName: "reflog", abstract: "Show where HEAD or a branch has been, newest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A branch; HEAD by default.") var ref = "HEAD"

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        let name: RefName? = ref == "HEAD" ? nil : try (try? RefName(ref)) ?? branch(ref)
        let log = try repository.refs.log(of: name)
        if let name, log.isEmpty, try repository.refs.find(name) == nil { throw RepositoryError.refMissing(name) }
        var list: [JSONValue] = []
        for (index, entry) in log.reversed().enumerated() {
            if report.json {
                list.append([
                    "old": entry.old.map { .string($0.hex) } ?? .null, "new": entry.new.map { .string($0.hex) } ?? .null,
                    "who": entry.who.json, "message": .string(entry.message),
                ])
            } else {
                console.print("\(entry.new?.short ?? "0000000000") \(ref)@{\(index)}: \(entry.message)")
            }
        }
        if report.json { console.print(.array(list)) }
        return .done
    }
}
