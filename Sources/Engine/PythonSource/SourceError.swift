/// Python source that the engine's parser does not accept, and its line.
struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    let line: Int
    let detail: String

    init(_ line: Int, _ detail: String) {
        self.line = line
        self.detail = detail
    }

    var description: String { "line \(line): \(detail)" }
}
