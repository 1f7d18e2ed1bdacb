/// Python source that the engine's reader does not take, and the line where that is.
struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    let line: Int
    let detail: String

    init(_ line: Int, _ detail: String) {
        self.line = line
        self.detail = detail
    }

    var description: String { "line \(line): \(detail)" }
}
