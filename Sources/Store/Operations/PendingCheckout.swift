internal import Files
public import Objects

/// A move of HEAD, index and working tree that has begun: written before the first file changes and removed when all
/// have been moved, so that a process that is killed in between leaves a record of where it was going (docs/format.md
/// §11.5).
public struct PendingCheckout: Hashable, Sendable {
    /// What moves.
    public enum Kind: String, Hashable, Sendable {
        /// HEAD is switched to another branch or commit.
        case `switch`
        /// The current branch moves, or a detached HEAD, with index and working tree.
        case reset
        /// The same, with the index only.
        case mixed
        /// The same as a reset, to an index that a merge has made, possibly with another HEAD.
        case apply
        /// Back to where an operation in progress began: its changes are discarded, and nothing else.
        case abort
        /// Back to the state before an operation: HEAD, refs, index and files.
        case restore
    }

    /// A ref besides the current branch, and its new value.
    package struct RefChange: Hashable, Sendable {
        let name: RefName
        /// Nil removes the ref.
        let new: ObjectID?
    }

    public let kind: Kind
    /// HEAD before the move, and its commit.
    public let oldHead: Head
    public let from: ObjectID?
    /// HEAD after the move, and its commit.
    public let newHead: Head
    public let to: ObjectID?
    /// Whether the user discards uncommitted changes.
    public let force: Bool
    /// A blob with the bytes of the new index; nil for the tree of `to`.
    public let index: ObjectID?
    /// The tree for the working tree; nil for that of the index.
    public let files: ObjectID?
    /// The tree of the old index; nil for that of `from`.
    let base: ObjectID?
    /// Files that move besides those of the index (``Operation/work``).
    let work: Operation.Step<ObjectID>?
    /// Refs that move together with HEAD.
    let refs: [RefChange]
    let who: Person
    let message: String

    static let fileName: Name = "pending"
    static let maximumLength = 16 << 20

    // MARK: The file: canonical JSON, LF, the SHA-256 of that, LF

    var bytes: [UInt8] {
        var object: JSONObject = [
            "force": .bool(force), "from": Self.json(from), "head": .string(newHead.text),
            "kind": .string(kind.rawValue),
            "message": .string(message), "old_head": .string(oldHead.text), "to": Self.json(to),
            "who": .string(who.text),
        ]
        object["index"] = index.map { .string($0.hex) }
        object["files"] = files.map { .string($0.hex) }
        object["base"] = base.map { .string($0.hex) }
        object["work"] = work.map { .array([.string($0.old.hex), .string($0.new.hex)]) }
        if !refs.isEmpty {
            var names = JSONObject()
            for change in refs { names[change.name.text] = Self.json(change.new) }
            object["refs"] = .object(names)
        }
        let line = Array((JSONValue.object(object).canonicalText + "\n").utf8)
        return line + Array("\(Digest(of: line))\n".utf8)
    }

    private static func json(_ id: ObjectID?) -> JSONValue { id.map { .string($0.hex) } ?? .null }

    package init(
        _ kind: Kind, from: (head: Head, commit: ObjectID?), to: (head: Head, commit: ObjectID?), force: Bool,
        index: ObjectID? = nil, files: ObjectID? = nil, base: ObjectID? = nil, work: Operation.Step<ObjectID>? = nil,
        refs: [RefChange] = [], who: Person, message: String
    ) {
        self.kind = kind
        (oldHead, self.from) = from
        (newHead, self.to) = to
        self.force = force
        self.index = index
        self.files = files
        self.base = base
        self.work = work
        self.refs = refs
        self.who = who
        self.message = message
    }

    init(parsing bytes: [UInt8]) throws(DecodeError) {
        let checksumLength = 2 * Digest.byteCount + 1
        let line = Array(bytes.dropLast(checksumLength))
        guard line.last == UInt8(ascii: "\n"), bytes.suffix(checksumLength).elementsEqual("\(Digest(of: line))\n".utf8)
        else { throw DecodeError(.notCanonical, "it does not end with its checksum") }
        let text = String(decoding: line.dropLast(), as: UTF8.self)
        var fields = try JSONFields(JSONValue(parsing: text), "a pending checkout")
        func bad(_ name: String) -> DecodeError { DecodeError(.syntax, "'\(name)' is not what it must be") }
        func id(_ name: String) throws(DecodeError) -> ObjectID? {
            guard let text = try fields.stringOrNull(name) else { return nil }
            guard let id = ObjectID(hex: text) else { throw bad(name) }
            return id
        }
        func head(_ name: String) throws(DecodeError) -> Head {
            guard let head = Head(text: try fields.string(name)) else { throw bad(name) }
            return head
        }
        guard let kind = Kind(rawValue: try fields.string("kind")) else { throw bad("kind") }
        guard case .bool(let force) = try fields.get("force") else { throw bad("force") }
        func optional(_ name: String) throws(DecodeError) -> ObjectID? {
            guard let value = fields.find(name) else { return nil }
            guard case .string(let text) = value, let id = ObjectID(hex: text.text) else { throw bad(name) }
            return id
        }
        let (index, files, base) = (try optional("index"), try optional("files"), try optional("base"))
        var work: Operation.Step<ObjectID>?
        if let value = fields.find("work") {
            guard case .array(let pair) = value, pair.count == 2, case .string(let old) = pair[0],
                case .string(let new) = pair[1], let old = ObjectID(hex: old.text), let new = ObjectID(hex: new.text)
            else { throw bad("work") }
            work = Operation.Step(from: old, to: new)
        }
        var refs: [RefChange] = []
        if let value = fields.find("refs") {
            guard case .object(let names) = value else { throw bad("refs") }
            for member in names.members {
                guard let name = try? RefName(member.key.text) else { throw bad("refs") }
                switch member.value {
                case .null: refs.append(RefChange(name: name, new: nil))
                case .string(let text):
                    guard let id = ObjectID(hex: text.text) else { throw bad("refs") }
                    refs.append(RefChange(name: name, new: id))
                default: throw bad("refs")
                }
            }
        }
        self.init(
            kind, from: (try head("old_head"), try id("from")), to: (try head("head"), try id("to")), force: force,
            index: index, files: files, base: base, work: work, refs: refs,
            who: try Person(parsing: try fields.string("who")),
            message: try fields.string("message"))
        try fields.end()
    }
}

extension PendingCheckout: CustomStringConvertible {
    /// What was going on, in words.
    public var description: String {
        let place =
            switch newHead {
            case .branch(let name) where kind == .switch: "'\(name.short)'"
            case .branch, .detached: to?.short ?? "nothing"
            }
        return switch kind {
        case .switch: "a switch to \(place)"
        case .reset, .mixed: "a reset to \(place)"
        case .apply: "a merge into \(place)"
        case .abort, .restore: "a return to \(place)"
        }
    }
}
