import Engine
import GitFilter
import Objects
import Packs
import Store

/// Answers git's requests: converts files to pointers, and pointers to files.
final class GitFilterAnswers {
    private let workspace: GitWorkspace
    private let engine: ReplayEngine
    private let delayed: DelayedAnswers
    /// Answers that git has been notified of.
    private var ready: [[UInt8]: Result<FileContent, any Error>] = [:]
    /// Stored objects, to be named at the end.
    private var kept: [GitPointer.CapturedObject] = []
    private let options: GlobalOptions

    /// A file that is not longer than a pointer is stored as it is.
    private static let shortest: UInt64 = 512

    init(_ workspace: GitWorkspace, _ options: GlobalOptions) throws {
        self.workspace = workspace
        self.options = options
        engine = try workspace.engine()
        delayed = DelayedAnswers(engine)
    }

    func run(_ conversation: inout FilterConversation) throws {
        try conversation.greet()
        while let request = try conversation.next() {
            switch request.command {
            case .clean: try answer(&conversation, request) { try clean($0) }
            case .smudge: try smudge(&conversation, request)
            case .listAvailable: try conversation.list(available: takeDelayed())
            }
        }
        if !kept.isEmpty { try GitObjects(workspace, options).name(kept, in: workspace.store()) }
    }

    private func receive(_ conversation: inout FilterConversation) throws -> FileContent {
        // A closure cannot capture the conversation: its pieces are passed on one by one.
        var pieces = FileContentBuilder()
        try conversation.content { try pieces.add($0) }
        return try pieces.finish()
    }

    private func answer(
        _ conversation: inout FilterConversation, _ request: FilterRequest, _ body: (FileContent) throws -> FileContent
    ) throws {
        let content = try receive(&conversation)
        let result = Result { try body(content) }
        try reply(&conversation, request, result)
    }

    private func reply(
        _ conversation: inout FilterConversation, _ request: FilterRequest, _ result: Result<FileContent, any Error>
    ) throws {
        switch result {
        case .success(let content):
            try conversation.succeed()
            var cursor = content.cursor
            while let piece = try cursor.next() { try conversation.write(piece) }
            try conversation.end()
        case .failure(let error):
            CommandError.of(String(decoding: request.path, as: UTF8.self), error).print()
            try conversation.fail()
        }
    }

    // MARK: Clean

    /// What git stores for a file.
    private func clean(_ file: FileContent) throws -> FileContent {
        if let bytes = file.wholeBytes, try GitPointer(bytes) != nil { return file }
        guard file.length > Self.shortest else { return file }
        let known = try workspace.knownPointers()
        if let pointer = known.find(file.sha256), try isHere(pointer) { return FileContent(pointer.bytes) }
        if try workspace.discovers, let recipe = try file.discover(with: engine) {
            try known.add([.recipe(recipe)])
            return FileContent(GitPointer.recipe(recipe).bytes)
        }
        guard try file.length >= workspace.threshold else { return file }
        let (kind, id) = try file.keep(in: workspace.store())
        let object = GitPointer.CapturedObject(kind: kind, id: id, length: file.length, sha256: file.sha256)
        kept.append(object)
        try known.add([.object(object)])
        return FileContent(GitPointer.object(object).bytes)
    }

    /// Whether the file of a known pointer is available without a remote.
    private func isHere(_ pointer: GitPointer) throws -> Bool {
        switch pointer {
        case .recipe: true
        case .object(let object): try workspace.findStore()?.objects.find(object.id) != nil
        }
    }

    // MARK: Smudge

    private func smudge(_ conversation: inout FilterConversation, _ request: FilterRequest) throws {
        let content = try receive(&conversation)
        if let result = ready.removeValue(forKey: request.path) {
            return try reply(&conversation, request, result)
        }
        let pointer = Result { try content.wholeBytes.flatMap { try GitPointer($0) } }
        if case .success(.recipe(let recipe)?) = pointer, request.mayDelay {
            try delayed.add(request.path, recipe)
            return try conversation.delay()
        }
        let result = Result {
            guard let pointer = try pointer.get() else { return content }
            let file = try workspace.content(of: pointer)
            try workspace.knownPointers().add([pointer])
            return file
        }
        try reply(&conversation, request, result)
    }

    /// Takes the delayed answers that are ready next, and lists them.
    private func takeDelayed() throws -> [[UInt8]] {
        let answers = try delayed.next()
        var verified: [GitPointer] = []
        for answer in answers {
            ready[answer.path] = answer.content
            if case .success = answer.content { verified.append(.recipe(answer.recipe)) }
        }
        try workspace.knownPointers().add(verified)
        return answers.map(\.path)
    }
}
