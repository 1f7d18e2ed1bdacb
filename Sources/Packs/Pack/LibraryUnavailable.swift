/// A library that is loaded on first use is not installed.
public struct LibraryUnavailable: Error, Sendable, CustomStringConvertible {
    /// The consequence: "texts cannot be merged".
    public let consequence: String
    public let cause: any Error

    package init(_ consequence: String, _ cause: any Error) {
        self.consequence = consequence
        self.cause = cause
    }

    public var description: String { "\(consequence): \(cause)" }
}
