/// A state of the tree, its parents, author, committer and message (docs/format.md §3.6).
public struct Commit: Hashable, Sendable, SignableObject {
    public static let kind = ObjectKind.commit
    public static let namespace = SignatureNamespace.commit

    /// The files of this state.
    public let tree: ObjectID
    /// In order; the first is the branch's own line. Each parent occurs once.
    public let parents: [ObjectID]
    /// Who made the changes, and when.
    public let author: Person
    /// Who recorded them, and when.
    public let committer: Person
    /// The signature as it was read, unchecked; nil if there is none.
    public let signature: ObjectSignature?
    /// The message: its first line is the subject.
    public let message: String

    /// The maximum number of parents of a commit.
    public static let maximumParents = 1024

    public init(
        tree: ObjectID, parents: [ObjectID], author: Person, committer: Person, message: String,
        signature: ObjectSignature? = nil
    ) {
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer
        self.message = message
        self.signature = signature
    }

    /// When it was committed.
    public var date: Timestamp { committer.date }

    public func signed(_ signature: ObjectSignature?) -> Commit {
        Commit(
            tree: tree, parents: parents, author: author, committer: committer, message: message, signature: signature)
    }

    public var payload: [UInt8] {
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        text += "author \(author.text)\ncommitter \(committer.text)\n"
        if let signature { text += "signature \(signature.text)\n" }
        text += "\n"
        return Array(text.utf8) + Array(message.utf8)
    }

    /// Reads the payload of a commit. Refuses one that is not canonical.
    public init(payload: [UInt8]) throws(DecodeError) {
        // Nearly every commit is plain; any other goes to the full parser, which refuses it if it is invalid.
        if let plain = Self.plain(payload) {
            self = plain
            return
        }
        var header = try HeaderBlock(payload)
        tree = try header.get("tree", HeaderBlock.id)
        var parents = ParentList()
        while let parent = try header.find("parent", HeaderBlock.id) {
            guard parents.add(parent) else { throw DecodeError(.order, "a parent is named twice") }
            guard parents.ids.count <= Self.maximumParents else {
                throw DecodeError(.outOfRange, "a commit with more than \(Self.maximumParents) parents")
            }
        }
        self.parents = parents.ids
        author = try header.get("author") { text throws(DecodeError) in try Person(parsing: text) }
        committer = try header.get("committer") { text throws(DecodeError) in try Person(parsing: text) }
        signature = try header.find("signature") { text throws(DecodeError) in try ObjectSignature(parsing: text) }
        try header.end()
        message = header.message
    }

    /// The message's first line.
    public var subject: String {
        String(message.prefix { !$0.isNewline })
    }
}
