/// A statement about a log at one time: how many leaves it has, and what they are (C2SP tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
    /// The name of the log.
    public let origin: String
    public let head: TreeHead
    /// Further lines, without meaning here.
    public let extensions: [String]

    /// Nil if `origin` cannot be the name of the key of a log.
    public init?(origin: String, _ head: TreeHead) {
        guard NoteKey.isName(origin) else { return nil }
        self.origin = origin
        self.head = head
        extensions = []
    }

    /// The text of the note.
    public var text: String {
        ([origin, "\(head.size)", Base64.encode(head.root.bytes)] + extensions).map { $0 + "\n" }.joined()
    }

    /// Reads the text of a note strictly.
    public init(parsing text: String) throws(DecodeError) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", lines.count >= 3, !lines.contains("") else {
            throw DecodeError(.syntax, "a checkpoint has three lines or more, and none is empty")
        }
        guard let size = UInt64(lines[1]), "\(size)" == lines[1], size <= UInt64(Int64.max) else {
            throw DecodeError(.syntax, "the size of the checkpoint is not a decimal number below 2^63")
        }
        guard let bytes = Base64.decode(lines[2]), let root = Digest(bytes) else {
            throw DecodeError(.syntax, "the root of the checkpoint is not the base64 of 32 bytes")
        }
        origin = lines[0]
        head = TreeHead(size: size, root: root)
        extensions = Array(lines[3...])
    }
}

/// A checkpoint with the signature of its log, and those of witnesses.
public struct SignedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint
    public private(set) var note: SignedNote

    /// The checkpoint, signed with the key of its log, whose name is that of the log.
    public init(_ checkpoint: Checkpoint, signedBy key: SigningKey) {
        self.checkpoint = checkpoint
        note = SignedNote(text: checkpoint.text, [])
        guard let named = NoteKey(name: checkpoint.origin, .ed25519, key.publicKey) else { return }
        note.add(key.sign(Array(checkpoint.text.utf8)), by: named)
    }

    /// Reads a note. The signatures are not checked here.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Adds the cosignature of a witness, which has seen the log grow up to here, at a time in seconds since 1970
    /// (C2SP tlog-cosignature). Nil if `name` cannot be that of a key.
    public func cosigned(by key: SigningKey, named name: String, at time: UInt64) -> SignedCheckpoint? {
        guard let named = NoteKey(name: name, .cosignature, key.publicKey) else { return nil }
        var copy = self
        copy.note.add(
            (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) } + key.sign(cosignedBytes(at: time)),
            by: named)
        return copy
    }

    fileprivate func cosignedBytes(at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(note.text)".utf8)
    }
}

/// A key that the reader of a checkpoint knows.
public struct KnownNoteKey: Hashable, Sendable {
    public let key: PublicKey
    /// The only name and algorithm that it signs with; nil for any: then the signature of a log must have the log's name.
    private let named: NoteKey?

    public init(_ key: PublicKey) {
        self.key = key
        named = nil
    }

    public init(_ named: NoteKey) {
        key = named.key
        self.named = named
    }

    /// The key as that of a signature; nil if it claims to be of another one.
    fileprivate func matching(_ signature: SignedNote.Signature, origin: String) -> NoteKey? {
        if let named { return named.name == signature.name && named.id == signature.keyID ? named : nil }
        return NoteAlgorithm.allCases.lazy.compactMap { NoteKey(name: signature.name, $0, key) }
            .first { $0.id == signature.keyID && ($0.algorithm == .cosignature || $0.name == origin) }
    }
}

/// The check of a signature whose key is known.
public struct CheckpointSignature: Hashable, Sendable {
    public let key: NoteKey
    /// Whether the key made it, over this checkpoint.
    public let isGood: Bool
    /// When a witness made it, in seconds since 1970.
    public let time: UInt64?
}

extension SignedCheckpoint {
    /// The signatures by known keys; those of others say nothing. Of several by one key, the first that is bad, or the
    /// first: nobody counts twice.
    public func signatures(by known: some Sequence<KnownNoteKey>) -> [CheckpointSignature] {
        var found: [CheckpointSignature] = []
        for known in Set(known).sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }) {
            for signature in note.signatures {
                guard let key = known.matching(signature, origin: checkpoint.origin) else { continue }
                let check = check(signature, key)
                let place = found.firstIndex { $0.key.key == key.key && $0.key.algorithm == key.algorithm }
                if let place {
                    if found[place].isGood, !check.isGood { found[place] = check }
                } else {
                    found.append(check)
                }
            }
        }
        return found
    }

    private func check(_ signature: SignedNote.Signature, _ key: NoteKey) -> CheckpointSignature {
        switch key.algorithm {
        case .ed25519:
            let isGood = key.key.isValid(signature: signature.bytes, of: Array(note.text.utf8))
            return CheckpointSignature(key: key, isGood: isGood, time: nil)
        case .cosignature:
            guard signature.bytes.count > 8 else { return CheckpointSignature(key: key, isGood: false, time: nil) }
            let time = signature.bytes[..<8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            let isGood =
                time <= UInt64(Int64.max)
                && key.key.isValid(signature: Array(signature.bytes[8...]), of: cosignedBytes(at: time))
            return CheckpointSignature(key: key, isGood: isGood, time: time)
        }
    }
}
