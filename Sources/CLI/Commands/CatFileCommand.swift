import ArgumentParser
import Objects
import Packs
import Store

/// `at1 cat-file`: an object as it is stored.
struct CatFileCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "cat-file", abstract: "Show the kind, the length or the payload of an object.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .customShort("t"), help: "Print the kind.") var kind = false
    @Flag(name: .customShort("s"), help: "Print the payload's length in bytes.") var size = false
    @Flag(name: .customShort("p"), help: "The payload; a binary one as text.") var pretty = false
    @Flag(name: .customShort("e"), help: "Print nothing; the exit code says whether the object exists.") var exists =
        false
    @Flag(
        help:
            "Answer requests on standard input, one per line, until it ends: for other programs (docs/protocol.md §9)."
    )
    var batch = false
    @Argument(help: "An object, or a revision.", completion: Completion.revision) var object: String?

    func execute(_ console: Console) throws -> ExitStatus {
        if batch {
            guard object == nil, !kind, !size, !pretty, !exists else {
                throw CommandError(.usage, "--batch takes no object: the requests name the objects")
            }
            try BatchAnswers(RepositoryAccess(options).repository, console).run(from: 0)
            return .done
        }
        guard let object else {
            throw CommandError(.usage, "cat-file needs an object", hint: "name one, or give requests with --batch")
        }
        guard [kind, size, pretty, exists].count(where: { $0 }) == 1 else {
            throw CommandError(.usage, "cat-file takes one of -t, -s, -p and -e")
        }
        let repository = try RepositoryAccess(options).repository
        let id: ObjectID
        do {
            id = try repository.resolve(object)
        } catch RevisionError.unknown where exists {
            if report.json { console.print(["exists": false]) }
            return .no
        }
        guard let found = try repository.objects.find(id) else {
            guard exists else { throw ObjectError.missing(id) }
            if report.json { console.print(["exists": false]) }
            return .no
        }
        if report.json {
            var object: JSONObject = [
                "id": .string(id.hex), "kind": .string(found.kind.rawValue), "length": .integer(UInt64(found.length)),
                "exists": true,
            ]
            if pretty { object["object"] = try ObjectJSON(repository).value(id) }
            console.print(.object(object))
        } else if kind {
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
        case .blob, .recipe, .bundle, .session, .commit, .tag, .output, .computation, .environment:
            try console.write(try repository.objects.get(id).payload)
        }
    }
}
