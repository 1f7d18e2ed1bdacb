import ArgumentParser
import Objects
import Store

/// `at1 cat-file`: an object as it is kept.
struct CatFileCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "cat-file", abstract: "Show the kind, the length or the payload of an object.")

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
