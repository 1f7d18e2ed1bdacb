import Engine
import GitFilter
import Objects
import Store
import Threads

/// Files that git waits for: computed in batches on all cores, the next batch while git receives the last.
final class DelayedAnswers {
    struct Answer: Sendable {
        let path: [UInt8]
        let recipe: Recipe
        let content: Result<FileContent, any Error>
    }

    private let engine: ReplayEngine
    /// In the order in which git asked.
    private var waiting: [(path: [UInt8], recipe: Recipe)] = []
    private var ahead: Ahead<[Answer]>?

    /// The maximum number of files in a batch, and of bytes. Two batches are in memory at once.
    private static let batchCount = 16
    private static let batchLength: UInt64 = 256 << 20

    init(_ engine: ReplayEngine) {
        self.engine = engine
    }

    func add(_ path: [UInt8], _ recipe: Recipe) throws {
        waiting.append((path, recipe))
        if ahead == nil, waiting.count == Self.batchCount { startNext() }
    }

    /// The answers that are ready next; none if all have been given.
    func next() throws -> [Answer] {
        if ahead == nil { startNext() }
        let answers = try ahead?.get() ?? []
        ahead = nil
        startNext()
        return answers
    }

    private func startNext() {
        var batch: [(path: [UInt8], recipe: Recipe)] = []
        var length: UInt64 = 0
        for next in waiting.prefix(Self.batchCount) {
            length.add(saturating: next.recipe.output.length)
            guard batch.isEmpty || length <= Self.batchLength else { break }
            batch.append(next)
        }
        guard !batch.isEmpty else { return }
        waiting.removeFirst(batch.count)
        let engine = engine
        ahead = Ahead { [batch] in
            try Repository.mapInParallel(batch) { path, recipe in
                Answer(path: path, recipe: recipe, content: Result { try GitWorkspace.compute(recipe, engine) })
            }
        }
    }
}
