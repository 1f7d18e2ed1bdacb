/// A state of the tree, the states it came from, and who says so (docs/format.md §3.6).
public struct Commit: Hashable, Sendable, SignableObject {
    public static let kind = ObjectKind.commit
    public static let namespace = SignatureNamespace.commit

    public let tree: ObjectID
    /// In order; the first is the branch's own line. No parent twice.
    public let parents: [ObjectID]
    public let author: Person
    public let committer: Person
    public let signature: ObjectSignature?
    public let message: String

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

    public init(payload: [UInt8]) throws(DecodeError) {
        // Nearly every commit is plain; one that is not is read the careful way, and refused there if it must be.
        if let plain = Self.plain(payload) {
            self = plain
            return
        }
        var header = try HeaderBlock(payload)
        tree = try header.get("tree", HeaderBlock.id)
        var parents: [ObjectID] = []
        while let parent = try header.find("parent", HeaderBlock.id) {
            guard !parents.contains(parent) else { throw DecodeError(.order, "a parent is named twice") }
            guard parents.count < Self.maximumParents else {
                throw DecodeError(.outOfRange, "a commit with more than \(Self.maximumParents) parents")
            }
            parents.append(parent)
        }
        self.parents = parents
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
