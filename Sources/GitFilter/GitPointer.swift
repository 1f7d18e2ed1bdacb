package import Objects

/// What git stores instead of a file (docs/git-filter.md, "Pointers"): its recipe, or the object that has its bytes.
package enum GitPointer: Hashable, Sendable {
    case recipe(Recipe)
    case object(CapturedObject)

    /// An object of the store in `.git/at1`, and the file that it represents.
    package struct CapturedObject: Hashable, Sendable {
        package let kind: ObjectKind
        package let id: ObjectID
        package let length: UInt64
        package let sha256: Digest

        package init(kind: ObjectKind, id: ObjectID, length: UInt64, sha256: Digest) {
            self.kind = kind
            self.id = id
            self.length = length
            self.sha256 = sha256
        }
    }

    private static let mark = "at1 pointer 1\n"
    private static let advice =
        "To get the file that this stands for: pip install at1; at1 git install; git checkout -- .\n"
    /// The maximum length of a pointer in bytes.
    package static let maximumLength = Recipe.maximumLength + 256

    package var length: UInt64 {
        switch self {
        case .recipe(let recipe): recipe.output.length
        case .object(let object): object.length
        }
    }

    package var sha256: Digest {
        switch self {
        case .recipe(let recipe): recipe.output.sha256
        case .object(let object): object.sha256
        }
    }

    /// The bytes that git stores.
    package var bytes: [UInt8] {
        Array((Self.mark + Self.advice).utf8) + body + [UInt8(ascii: "\n")]
    }

    /// The same without the explanation: canonical JSON.
    package var body: [UInt8] {
        switch self {
        case .recipe(let recipe): return recipe.bytes
        case .object(let object):
            let value: JSONValue = [
                "id": .string(object.id.hex), "kind": .string(object.kind.rawValue),
                "length": .integer(object.length), "sha256": .string(object.sha256.hex),
            ]
            return value.canonicalBytes
        }
    }

    /// Whether bytes begin as a pointer does.
    package static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: mark.utf8)
    }

    /// Reads a pointer; nil for bytes that do not begin like one, and for one with conflict markers.
    ///
    /// - Throws: a `DecodeError` for a pointer that is not in canonical form.
    package init?(_ bytes: [UInt8]) throws(DecodeError) {
        guard Self.isLikely(bytes) else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.contains(where: { $0.starts(with: "<<<<<<< ".utf8) }) { return nil }
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(.outOfRange, "a pointer has at most \(Self.maximumLength) bytes")
        }
        guard lines.count == 4, lines[1].elementsEqual(Self.advice.utf8.dropLast()), lines[3].isEmpty else {
            throw DecodeError(.notCanonical, "the pointer was changed: its lines are not those that at1 writes")
        }
        try self.init(body: Array(lines[2]))
    }

    /// Reads canonical JSON.
    package init(body: [UInt8]) throws(DecodeError) {
        var fields = try JSONFields(JSONValue(canonical: body), "pointer")
        guard fields.find("generator") == nil else {
            self = .recipe(try Recipe(payload: body))
            return
        }
        let word = try fields.string("kind")
        guard let kind = ObjectKind(rawValue: word), kind.isContent, kind != .recipe else {
            throw DecodeError(.wrongType, "the pointer is to an object of the kind '\(word.prefix(40))'")
        }
        guard let id = ObjectID(hex: try fields.string("id")) else {
            throw DecodeError(.wrongType, "pointer.id is not an identity")
        }
        self = .object(
            CapturedObject(
                kind: kind, id: id, length: try fields.unsigned("length"), sha256: try fields.digest("sha256")))
        try fields.end()
        guard self.body == body else { throw DecodeError(.notCanonical, "the pointer is not in its one form") }
    }
}
