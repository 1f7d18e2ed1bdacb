/// More than the format, this implementation or a setting allows.
public struct LimitExceeded: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is too large: "tree …", "the index".
    public let subject: String
    /// How much there is, and how much is allowed; follows the subject.
    public let what: String

    package init(_ subject: String, _ what: String) {
        self.subject = subject
        self.what = what
    }

    public var description: String { "\(subject) \(what)" }
}
