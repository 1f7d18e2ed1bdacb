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
    private let maker: PointerMaker

    init(_ workspace: GitWorkspace, _ options: GlobalOptions) throws {
        self.workspace = workspace
        engine = try workspace.engine()
        maker = PointerMaker(workspace, engine, options)
        delayed = DelayedAnswers(engine)
    }

    func run(_ conversation: inout FilterConversation) throws {
        try conversation.greet()
        while let request = try conversation.next() {
            switch request.command {
            case .clean:
                try answer(&conversation, request) { file in
                    try maker.pointer(of: file).map { FileContent($0.bytes) } ?? file
                }
            case .smudge: try smudge(&conversation, request)
            case .listAvailable: try conversation.list(available: takeDelayed())
            }
        }
        try maker.nameObjects()
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
