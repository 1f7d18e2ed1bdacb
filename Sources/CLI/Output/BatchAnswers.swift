import Engine
import Objects
import Packs
import Store

/// Answers the requests of a program that keeps the process running (docs/protocol.md §9).
struct BatchAnswers {
    private let repository: Repository
    private let console: Console
    /// Content up to this length is written at once.
    private static let small = 1 << 16
    /// The maximum number of files or commits in one answer.
    private static let maximumCount = 1 << 20

    init(_ repository: Repository, _ console: Console) {
        self.repository = repository
        self.console = console
    }

    /// Answers until the input ends. An error is an answer, too; only a reply that cannot be completed ends the
    /// process.
    func run(from descriptor: Int32) throws {
        var lines = RequestReader(descriptor)
        while let line = try lines.next() {
            do {
                switch line {
                case .request(let bytes): try answer(BatchRequest(parsing: bytes))
                case .tooLong:
                    throw CommandError(.usage, "a request has at most \(BatchRequest.maximumLength) bytes")
                }
            } catch let broken as BrokenReply {
                throw broken.cause
            } catch let error as DecodeError {
                try say(CommandError(.usage, error.detail, code: "bad-request"))
            } catch {
                try say(CommandError(error))
            }
        }
    }

    /// The head of a reply was sent, and the rest cannot follow.
    private struct BrokenReply: Error {
        let cause: any Error
    }

    private func answer(_ request: BatchRequest) throws {
        switch request {
        case .contents(let object): try contents(object)
        case .info(let object): try say(info(object))
        case .list(let revision, let pattern): try say(list(revision, pattern))
        case .log(let revision, let limit): try say(log(revision, limit))
        case .recipe(let object): try say(recipe(object))
        case .refs:
            try say(
                .array(
                    repository.refs.readable().filter { !$0.0.isRemote }.map { name, id in
                        ["name": .string(name.text), "id": .string(id.hex)]
                    }))
        }
    }

    // MARK: Replies

    private func say(_ value: JSONValue) throws {
        let bytes = value.canonicalBytes
        try put(Array("json \(bytes.count)\n".utf8) + bytes + [UInt8(ascii: "\n")])
    }

    private func say(_ error: CommandError) throws {
        let bytes = error.json.canonicalBytes
        try put(Array("error \(bytes.count)\n".utf8) + bytes + [UInt8(ascii: "\n")])
    }

    private func put(_ bytes: [UInt8]) throws {
        do {
            try console.write(bytes)
        } catch {
            throw BrokenReply(cause: error)
        }
    }

    /// Bytes are sent only when all of them have been verified, so the head is written with the first.
    private func contents(_ object: String) throws {
        let (id, kind) = try find(object)
        guard kind.isContent else { throw ObjectError.wrongKind(id, found: kind, wanted: .blob) }
        let length = try repository.contentLength(kind, id)
        var pending = Array("\(id) \(kind.rawValue) \(length)\n".utf8)
        var hasBegun = false
        do {
            try repository.content(kind, id) { piece in
                piece.withUnsafeBytes { pending += $0 }
                guard pending.count > Self.small else { return }
                hasBegun = true
                try put(pending)
                pending.removeAll(keepingCapacity: true)
            }
        } catch {
            // As long as nothing was sent, the error is the answer.
            throw hasBegun ? BrokenReply(cause: error) : error
        }
        try put(pending + [UInt8(ascii: "\n")])
    }

    private func find(_ object: String) throws -> (id: ObjectID, kind: ObjectKind) {
        let id = try repository.resolve(object)
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        return (id, kind)
    }

    // MARK: Values

    private func info(_ object: String) throws -> JSONValue {
        let (id, kind) = try find(object)
        return .object(try facts(kind, id))
    }

    private func facts(_ kind: ObjectKind, _ id: ObjectID) throws -> JSONObject {
        [
            "id": .string(id.hex), "kind": .string(kind.rawValue),
            "length": .integer(try repository.contentLength(kind, id)),
            "sha256": try repository.statedDigest(kind, id).map { .string($0.hex) } ?? .null,
        ]
    }

    private func list(_ revision: String, _ pattern: String?) throws -> JSONValue {
        let tree = try repository.peel(repository.resolve(revision), to: .tree)
        let files = try repository.files(of: tree, matching: pattern)
        guard files.count <= Self.maximumCount else {
            throw LimitExceeded("an answer of \(files.count) files", "is too long")
        }
        return .array(
            try files.map { file in
                var object = try facts(file.kind, file.id)
                object["mode"] = .string(file.mode.rawValue)
                file.path.add(to: &object)
                return .object(object)
            })
    }

    private func log(_ revision: String, _ limit: Int) throws -> JSONValue {
        var history = try History(repository, from: [repository.resolveCommit(revision).id])
        var list: [JSONValue] = []
        while list.count < min(limit, Self.maximumCount), let (id, commit) = history.next() {
            list.append(.object(commit.json(id)))
        }
        if let error = history.error { throw error }
        return .array(list)
    }

    /// The recipe as it is stored, and its line of Python; null for a file that is stored as its bytes.
    private func recipe(_ object: String) throws -> JSONValue {
        let (id, kind) = try find(object)
        guard kind.isContent else { throw ObjectError.wrongKind(id, found: kind, wanted: .blob) }
        guard kind == .recipe else { return .null }
        let recipe = try repository.objects.recipe(id)
        let call = try? CompositionRoot.engine(of: repository).pythonText(of: recipe)
        return [
            "id": .string(id.hex), "recipe": try JSONValue(parsing: recipe.bytes),
            "call": call.map { .string($0) } ?? .null,
        ]
    }
}
