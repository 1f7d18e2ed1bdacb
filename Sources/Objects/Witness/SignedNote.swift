/// A text with signatures (C2SP signed-note). Reading one does not check them.
public struct SignedNote: Hashable, Sendable {
    /// A line below the text. Anybody can write one.
    public struct Signature: Hashable, Sendable {
        public let name: String
        /// The first four bytes.
        public let keyID: [UInt8]
        /// What follows them.
        public let bytes: [UInt8]
    }

    /// Ends with a line end.
    public let text: String
    public private(set) var signatures: [Signature]

    /// The maximum length of a note in bytes, and of its list of signatures.
    public static let maximumLength = 1 << 20
    static let maximumSignatures = 256

    /// `text` must consist of lines without control characters.
    init(text: String, _ signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note strictly: text, an empty line, and one or more signatures.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(.outOfRange, "a note of \(bytes.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        guard let note = String(validating: bytes, as: UTF8.self) else {
            throw DecodeError(.badText, "the note is not UTF-8")
        }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0a }) else {
            throw DecodeError(.syntax, "the note has a control character in it")
        }
        var lines = note.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "", let end = lines.lastIndex(of: ""), end > 0 else {
            throw DecodeError(.truncated, "the note does not consist of a text, an empty line and signatures")
        }
        let signed = lines[(end + 1)...]
        guard (1...Self.maximumSignatures).contains(signed.count) else {
            throw DecodeError(
                .outOfRange, "a note with \(signed.count) signatures; from 1 to \(Self.maximumSignatures) are allowed")
        }
        text = lines[..<end].joined(separator: "\n") + "\n"
        var signatures: [Signature] = []
        for line in signed { signatures.append(try Self.signature(line)) }
        self.signatures = signatures
    }

    private static func signature(_ line: Substring) throws(DecodeError) -> Signature {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "—", NoteKey.isName(words[1]), let bytes = Base64.decode(words[2]),
            bytes.count > 4
        else { throw DecodeError(.syntax, "a line below the note is not '— NAME SIGNATURE'") }
        return Signature(name: String(words[1]), keyID: Array(bytes[..<4]), bytes: Array(bytes[4...]))
    }

    /// The note's file.
    public var bytes: [UInt8] {
        let lines = signatures.map { "— \($0.name) \(Base64.encode($0.keyID + $0.bytes))\n" }
        return Array((text + "\n" + lines.joined()).utf8)
    }

    /// Adds a signature. One by the same key under the same name is replaced.
    mutating func add(_ bytes: [UInt8], by key: NoteKey) {
        let id = key.id
        signatures.removeAll { $0.name == key.name && $0.keyID == id }
        signatures.append(Signature(name: key.name, keyID: id, bytes: bytes))
    }
}
