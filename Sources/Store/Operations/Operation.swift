public import Objects

/// One change of a repository by one command: what it was, and the values before and after (docs/format.md §11.9).
public struct Operation: Hashable, Sendable {
    /// A value before and after.
    public struct Step<Value: Hashable & Sendable>: Hashable, Sendable {
        public let old: Value
        public let new: Value

        init(from old: Value, to new: Value) {
            self.old = old
            self.new = new
        }

        var reversed: Step { Step(from: new, to: old) }
    }

    /// Twelve hexadecimal digits. Changes by the same command have the same, and are one operation.
    public let id: String
    /// Who did it, and when.
    public let who: Person
    /// The command line.
    public let command: String
    public let refs: [RefName: Step<ObjectID?>]
    /// Nil if HEAD itself did not move.
    public let head: Step<Head>?
    /// The index: a tree, or a blob with its bytes if it contains more than a tree. Nil if it did not change.
    public let index: Step<ObjectID>?
    /// Whether the working tree followed the index.
    public let movesFiles: Bool
    /// Files of the working tree that the index does not account for: each step is two blobs with the bytes of an index,
    /// which has the files as they were, and as they are. A path in neither did not change.
    public let work: [Step<ObjectID>]
    /// The operation that this one undoes.
    public let undoes: String?

    /// HEAD and the index afterwards, so that an unrecorded change is noticed.
    struct Place: Hashable, Sendable {
        let head: Head
        let commit: ObjectID?
        let index: ObjectID?
        /// What the tree `index` was made of (``Index/contentDigest``), where it is known.
        var content: Digest?
    }

    let place: Place

    /// Twelve random hexadecimal digits.
    static func newID() -> String { String(Digest(of: Array("\(UInt64.random(in: 0 ... .max))".utf8)).hex.prefix(12)) }

    /// Combines this and a later change by the same command.
    func followed(by other: Operation) -> Operation {
        var refs = refs
        for (name, step) in other.refs { refs[name] = Step(from: refs[name]?.old ?? step.old, to: step.new) }
        func joined<Value>(_ a: Step<Value>?, _ b: Step<Value>?) -> Step<Value>? {
            guard let a, let b else { return a ?? b }
            return Step(from: a.old, to: b.new)
        }
        return Operation(
            id: id, who: other.who, command: command, refs: refs, head: joined(head, other.head),
            index: joined(index, other.index), movesFiles: movesFiles || other.movesFiles, work: work + other.work,
            undoes: undoes ?? other.undoes,
            place: other.place)
    }

    /// Every object that it names.
    var objects: Set<ObjectID> {
        var ids = Set(refs.values.flatMap { [$0.old, $0.new] }.compactMap(\.self))
        for case .detached(let id)? in [head?.old, head?.new] { ids.insert(id) }
        for step in work + [index].compactMap(\.self) { ids.formUnion([step.old, step.new]) }
        return ids
    }
}

// MARK: A line of canonical JSON

extension Operation {
    var text: String {
        func hex(_ id: ObjectID?) -> JSONValue { id.map { .string($0.hex) } ?? .null }
        func head(_ head: Head) -> JSONValue { .string(head.text) }
        var names = JSONObject()
        for (name, step) in refs { names[name.text] = .array([hex(step.old), hex(step.new)]) }
        var at: JSONObject = ["commit": hex(place.commit), "head": head(place.head), "index": hex(place.index)]
        at["content"] = place.content.map { .string($0.hex) }
        var object: JSONObject = [
            "at": .object(at),
            "command": .string(command), "files": .bool(movesFiles),
            "head": self.head.map { .array([head($0.old), head($0.new)]) } ?? .null, "id": .string(id),
            "index": index.map { .array([hex($0.old), hex($0.new)]) } ?? .null, "refs": .object(names),
            "undoes": undoes.map { .string($0) } ?? .null, "who": .string(who.text),
        ]
        if !work.isEmpty { object["work"] = .array(work.map { .array([hex($0.old), hex($0.new)]) }) }
        return JSONValue.object(object).canonicalText
    }

    init(parsing text: String) throws(DecodeError) {
        var fields = try JSONFields(JSONValue(canonical: Array(text.utf8)), "an operation")
        func bad(_ name: String) -> DecodeError { DecodeError(.syntax, "'\(name)' is not what it must be") }
        func hex(_ value: JSONValue, _ name: String) throws(DecodeError) -> ObjectID? {
            switch value {
            case .null: return nil
            case .string(let text):
                guard let id = ObjectID(hex: text.text) else { throw bad(name) }
                return id
            default: throw bad(name)
            }
        }
        func head(_ value: JSONValue, _ name: String) throws(DecodeError) -> Head {
            guard case .string(let text) = value, let head = Head(text: text.text) else { throw bad(name) }
            return head
        }
        func pair(_ value: JSONValue, _ name: String) throws(DecodeError) -> (JSONValue, JSONValue)? {
            if value == .null { return nil }
            guard case .array(let values) = value, values.count == 2 else { throw bad(name) }
            return (values[0], values[1])
        }
        var at = try fields.fields("at")
        var place = Place(
            head: try head(at.get("head"), "at.head"), commit: try hex(at.get("commit"), "at.commit"),
            index: try hex(at.get("index"), "at.index"))
        if let value = at.find("content") {
            guard case .string(let text) = value, let content = Digest(hex: text.text) else { throw bad("at.content") }
            place.content = content
        }
        self.place = place
        try at.end()
        id = try fields.string("id")
        guard id.utf8.count == 12, id.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            throw bad("id")
        }
        command = try fields.string("command")
        guard case .bool(let files) = try fields.get("files") else { throw bad("files") }
        movesFiles = files
        if let (old, new) = try pair(fields.get("head"), "head") {
            self.head = Step(from: try head(old, "head"), to: try head(new, "head"))
        } else {
            self.head = nil
        }
        if let (old, new) = try pair(fields.get("index"), "index") {
            guard let old = try hex(old, "index"), let new = try hex(new, "index") else { throw bad("index") }
            index = Step(from: old, to: new)
        } else {
            index = nil
        }
        var refs: [RefName: Step<ObjectID?>] = [:]
        for member in try fields.object("refs").members {
            guard let name = try? RefName(member.key.text), let (old, new) = try pair(member.value, "refs") else {
                throw bad("refs")
            }
            refs[name] = Step(from: try hex(old, "refs"), to: try hex(new, "refs"))
        }
        self.refs = refs
        var work: [Step<ObjectID>] = []
        if let value = fields.find("work") {
            guard case .array(let steps) = value, !steps.isEmpty else { throw bad("work") }
            for step in steps {
                guard let (old, new) = try pair(step, "work"), let old = try hex(old, "work"),
                    let new = try hex(new, "work")
                else { throw bad("work") }
                work.append(Step(from: old, to: new))
            }
        }
        self.work = work
        undoes = try fields.stringOrNull("undoes")
        who = try Person(parsing: try fields.string("who"))
        try fields.end()
    }
}
