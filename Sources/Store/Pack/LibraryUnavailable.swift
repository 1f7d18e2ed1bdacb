/// A library that is opened when it is first needed is not on this machine.
public struct LibraryUnavailable: Error, Sendable, CustomStringConvertible {
    /// What cannot be done without it: "texts cannot be merged".
    public let consequence: String
    public let cause: any Error

    init(_ consequence: String, _ cause: any Error) {
        self.consequence = consequence
        self.cause = cause
    }

    public var description: String { "\(consequence): \(cause)" }
}
