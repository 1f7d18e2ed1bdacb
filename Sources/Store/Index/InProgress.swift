public import Objects

/// A merge, cherry-pick, revert or rebase that has stopped: at a conflict, or before its commit (docs/format.md §8).
///
/// It is stored in the index, so that it changes together with the conflicts.
public struct InProgress: Hashable, Sendable {
    /// The operations that may stop halfway.
    public enum Kind: String, Hashable, Sendable {
        case merge
        case cherryPick = "cherry-pick"
        case revert
        case rebase
    }

    public let kind: Kind
    /// The commit that HEAD is at. If HEAD has moved, the operation is over.
    public let head: ObjectID
    /// The commit that is merged, picked, reverted or rebased.
    public let commit: ObjectID
    /// The message of the commit to be made.
    public let message: String
    /// The commits that follow, the next one first.
    public let rest: [ObjectID]
    /// HEAD and its commit before the operation: where `--abort` returns to.
    public let startHead: Head
    public let start: ObjectID

    public init(
        _ kind: Kind, head: ObjectID, commit: ObjectID, message: String, rest: [ObjectID] = [], startHead: Head,
        start: ObjectID
    ) {
        self.kind = kind
        self.head = head
        self.commit = commit
        self.message = message
        self.rest = rest
        self.startHead = startHead
        self.start = start
    }

    /// Every commit that it names.
    var commits: [ObjectID] {
        var commits = [head, commit, start] + rest
        if case .detached(let id) = startHead { commits.append(id) }
        return commits
    }
}

// MARK: Canonical JSON

extension InProgress {
    static let maximumLength = 16 << 20

    var bytes: [UInt8] {
        let object: JSONObject = [
            "commit": .string(commit.hex), "head": .string(head.hex), "kind": .string(kind.rawValue),
            "message": .string(message), "rest": .array(rest.map { .string($0.hex) }), "start": .string(start.hex),
            "start_head": .string(startHead.text),
        ]
        return JSONValue.object(object).canonicalBytes
    }

    init(parsing bytes: [UInt8]) throws(DecodeError) {
        var fields = try JSONFields(JSONValue(canonical: bytes), "an operation in progress")
        func bad(_ name: String) -> DecodeError { DecodeError(.syntax, "'\(name)' is not what it must be") }
        func id(_ text: String, named name: String) throws(DecodeError) -> ObjectID {
            guard let id = ObjectID(hex: text) else { throw bad(name) }
            return id
        }
        guard let kind = Kind(rawValue: try fields.string("kind")) else { throw bad("kind") }
        guard let startHead = Head(text: try fields.string("start_head")) else { throw bad("start_head") }
        var rest: [ObjectID] = []
        for value in try fields.array("rest") {
            guard case .string(let text) = value else { throw bad("rest") }
            rest.append(try id(text.text, named: "rest"))
        }
        self.init(
            kind, head: try id(fields.string("head"), named: "head"),
            commit: try id(fields.string("commit"), named: "commit"),
            message: try fields.string("message"), rest: rest, startHead: startHead,
            start: try id(fields.string("start"), named: "start"))
        try fields.end()
    }
}

extension InProgress: CustomStringConvertible {
    /// What is in progress, in words.
    public var description: String {
        switch kind {
        case .merge: "a merge of \(commit.short)"
        case .cherryPick: "a cherry-pick of \(commit.short)"
        case .revert: "a revert of \(commit.short)"
        case .rebase: "a rebase of \(commit.short)"
        }
    }
}
