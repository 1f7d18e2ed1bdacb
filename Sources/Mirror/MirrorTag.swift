internal import Git2
internal import Objects

/// An annotated tag in its git form: git's header and message, followed by the object's own bytes (docs/mirror.md §5).
struct MirrorTag {
    let tag: AnnotatedTag
    let target: GitID
    let targetKind: GitKind

    private static let begin = "-----BEGIN AT1 TAG-----\n"
    private static func end(_ length: Int) -> String { "\n-----END AT1 TAG \(length)-----\n" }

    var bytes: [UInt8] {
        let payload = tag.payload
        var text = "object \(target)\ntype \(targetKind.rawValue)\ntag \(tag.name)\ntagger \(tag.tagger.gitText)\n\n"
        text += tag.message
        if !tag.message.isEmpty, !tag.message.utf8.elementsEqual("\n".utf8) {
            text += tag.message.utf8.last == UInt8(ascii: "\n") ? "\n" : "\n\n"
        }
        return Array(text.utf8) + Array(Self.begin.utf8) + payload + Array(Self.end(payload.count).utf8)
    }

    /// What a git tag refers to, before that is known here.
    struct Outline {
        let target: GitID
        let targetKind: GitKind
        let tag: AnnotatedTag

        /// Reads a tag, which must be exactly as ``MirrorTag/bytes`` writes it.
        init(parsing bytes: [UInt8]) throws(DecodeError) {
            var header = try HeaderBlock(bytes)
            target = try header.get("object") { text throws(DecodeError) in
                guard let id = GitID(hex: text) else { throw DecodeError(.syntax, "the object is not an identity") }
                return id
            }
            targetKind = try header.get("type") { text throws(DecodeError) in
                guard let kind = GitKind(rawValue: text) else { throw DecodeError(.outOfRange, "'\(text)' is no type") }
                return kind
            }
            // The last line states the length of the object before it.
            let tail = String(decoding: bytes.suffix(60), as: UTF8.self)
            let words = tail.split(separator: "\n").last?.split(separator: " ") ?? []
            guard words.count == 4, words[0] == "-----END", let length = Int(words[3].prefix { $0 != "-" }),
                length >= 0,
                length <= bytes.count - end(length).utf8.count
            else { throw DecodeError(.missing, "it does not end with a tag of at1") }
            tag = try AnnotatedTag(payload: Array(bytes.dropLast(end(length).utf8.count).suffix(length)))
            guard MirrorTag(tag: tag, target: target, targetKind: targetKind).bytes == bytes else {
                throw DecodeError(.notCanonical, "it is not the one that is written for the tag of at1 in it")
            }
        }
    }
}

/// A commit that contains the target of a ref if that is not a commit: a tree, or one file (docs/mirror.md §5).
struct MirrorCarrier {
    let kind: ObjectKind
    let id: ObjectID
    let tree: GitID

    static let entryName = "object"

    var bytes: [UInt8] {
        let who = "at1 <at1@localhost> 0 +0000"
        return Array(
            "tree \(tree)\nauthor \(who)\ncommitter \(who)\nat1-object \(kind.rawValue) \(id)\n\n\(kind.rawValue) \(id)\n"
                .utf8)
    }

    /// Nil for a commit that is not a carrier.
    init?(parsing bytes: [UInt8]) {
        let lines = String(decoding: bytes.prefix(512), as: UTF8.self).split(separator: "\n", maxSplits: 4)
        guard lines.count >= 4, lines[0].hasPrefix("tree "), lines[3].hasPrefix("at1-object ") else { return nil }
        let words = lines[3].split(separator: " ")
        guard words.count == 3, let kind = ObjectKind(rawValue: String(words[1])), kind != .commit, kind != .tag,
            let id = ObjectID(hex: words[2]), let tree = GitID(hex: lines[0].dropFirst(5))
        else { return nil }
        self.init(kind: kind, id: id, tree: tree)
        guard self.bytes == bytes else { return nil }
    }

    init(kind: ObjectKind, id: ObjectID, tree: GitID) {
        self.kind = kind
        self.id = id
        self.tree = tree
    }
}
