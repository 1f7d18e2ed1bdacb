/// An annotated tag: a name for an object, with tagger, date and message, optionally signed (docs/format.md §3.7).
public struct AnnotatedTag: Hashable, Sendable, SignableObject {
    public static let kind = ObjectKind.tag
    public static let namespace = SignatureNamespace.tag

    public let object: ObjectID
    public let objectKind: ObjectKind
    public let name: String
    public let tagger: Person
    public let signature: ObjectSignature?
    public let message: String

    public init(
        object: ObjectID, kind: ObjectKind, name: String, tagger: Person, message: String,
        signature: ObjectSignature? = nil
    ) {
        self.object = object
        self.objectKind = kind
        self.name = name
        self.tagger = tagger
        self.message = message
        self.signature = signature
    }

    public var date: Timestamp { tagger.date }

    public func signed(_ signature: ObjectSignature?) -> AnnotatedTag {
        AnnotatedTag(
            object: object, kind: objectKind, name: name, tagger: tagger, message: message, signature: signature)
    }

    public var payload: [UInt8] {
        var text = "object \(object)\nkind \(objectKind.rawValue)\ntag \(name)\ntagger \(tagger.text)\n"
        if let signature { text += "signature \(signature.text)\n" }
        text += "\n"
        return Array(text.utf8) + Array(message.utf8)
    }

    public init(payload: [UInt8]) throws(DecodeError) {
        var header = try HeaderBlock(payload)
        object = try header.get("object", HeaderBlock.id)
        objectKind = try header.get("kind") { text throws(DecodeError) in
            guard let kind = ObjectKind(rawValue: text) else {
                throw DecodeError(.outOfRange, "'\(text.prefix(20))' is not a kind")
            }
            return kind
        }
        name = try header.get("tag") { text throws(DecodeError) in
            guard RefName.isValidComponentPath(text.utf8) else {
                throw DecodeError(.badName, "'\(text.prefix(80))' is not a tag's name")
            }
            return text
        }
        tagger = try header.get("tagger") { text throws(DecodeError) in try Person(parsing: text) }
        signature = try header.find("signature") { text throws(DecodeError) in try ObjectSignature(parsing: text) }
        try header.end()
        message = header.message
    }
}
