/// A proof that a leaf is in the log of a checkpoint and, if asked for, that the log began with an older one
/// (docs/format.md §11.11). It is enough without the log.
///
/// The file is a C2SP tlog-proof. Its extra data, which other readers ignore, are the leaf and the proof of consistency.
public struct WitnessProof: Hashable, Sendable {
    /// That the log of the checkpoint begins with that of an older one.
    public struct Consistency: Hashable, Sendable {
        public let old: TreeHead
        public let path: [Digest]

        public init(old: TreeHead, path: [Digest]) {
            self.old = old
            self.path = path
        }
    }

    public let leaf: [UInt8]
    public let index: UInt64
    public let path: [Digest]
    public let consistency: Consistency?
    public let checkpoint: SignedCheckpoint

    /// The first line of the file.
    public static let mark = "c2sp.org/tlog-proof@v1"
    /// The maximum length of a file in bytes.
    public static let maximumLength = 2 << 20

    public init(
        leaf: [UInt8], index: UInt64, path: [Digest], consistency: Consistency?, checkpoint: SignedCheckpoint
    ) {
        self.leaf = leaf
        self.index = index
        self.path = path
        self.consistency = consistency
        self.checkpoint = checkpoint
    }

    /// Whether the leaf is in the log of the checkpoint.
    public var isIncluded: Bool {
        let head = checkpoint.checkpoint.head
        return MerkleProof.root(from: MerkleTree.hash(leaf: leaf), at: index, of: head.size, path) == head.root
    }

    /// Whether the log of the checkpoint begins with that of the older one; nil if the proof says nothing of it.
    public var isConsistent: Bool? {
        consistency.map { MerkleProof.isConsistent($0.old, checkpoint.checkpoint.head, $0.path) }
    }
}

extension WitnessProof {
    /// The proof's file.
    public var bytes: [UInt8] {
        func lines(_ path: [Digest]) -> String { path.map { Base64.encode($0.bytes) + "\n" }.joined() }
        var extra = Array("leaf ".utf8) + leaf + [0x0a]
        if let consistency {
            let root = Base64.encode(consistency.old.root.bytes)
            extra += Array("since \(consistency.old.size) \(root)\n\(lines(consistency.path))".utf8)
        }
        let head = "\(Self.mark)\nextra \(Base64.encode(extra))\nindex \(index)\n\(lines(path))\n"
        return Array(head.utf8) + checkpoint.note.bytes
    }

    /// Whether a file claims to be a proof.
    public static func isMarked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "\(mark)\n".utf8) }

    /// Reads a file strictly. Nothing is checked but its form.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(.outOfRange, "a proof of \(bytes.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        guard Self.isMarked(bytes) else { throw DecodeError(.syntax, "a proof begins with '\(Self.mark)'") }
        let end = bytes.indices.first { bytes[$0] == 0x0a && $0 + 1 < bytes.count && bytes[$0 + 1] == 0x0a }
        guard let end, let text = String(validating: bytes[..<end], as: UTF8.self) else {
            throw DecodeError(.truncated, "the proof has no empty line before its checkpoint")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        guard let first = lines.first, first.hasPrefix("extra "), let extra = Base64.decode(first.dropFirst(6)) else {
            throw DecodeError(.missing, "the proof does not contain its leaf")
        }
        guard let second = lines.dropFirst().first, second.hasPrefix("index "),
            let index = UInt64(second.dropFirst(6)), "index \(index)" == second
        else { throw DecodeError(.syntax, "the proof does not say which leaf of the log it is about") }
        self.index = index
        path = try Self.path(lines.dropFirst(2))
        (leaf, consistency) = try Self.extra(extra)
        checkpoint = try SignedCheckpoint(parsing: Array(bytes[(end + 2)...]))
    }

    private static func path(_ lines: some Collection<Substring>) throws(DecodeError) -> [Digest] {
        guard lines.count <= MerkleProof.maximumLength else {
            throw DecodeError(.outOfRange, "a path of \(lines.count) hashes is longer than any tree needs")
        }
        var path: [Digest] = []
        for line in lines {
            guard let bytes = Base64.decode(line), let digest = Digest(bytes) else {
                throw DecodeError(.syntax, "a line of the proof is not the base64 of 32 bytes")
            }
            path.append(digest)
        }
        return path
    }

    private static func extra(_ bytes: [UInt8]) throws(DecodeError) -> (leaf: [UInt8], Consistency?) {
        guard bytes.starts(with: "leaf ".utf8), let end = bytes.firstIndex(of: 0x0a) else {
            throw DecodeError(.missing, "the proof does not contain its leaf")
        }
        let leaf = Array(bytes[5..<end])
        guard let rest = String(validating: bytes[(end + 1)...], as: UTF8.self) else {
            throw DecodeError(.badText, "the proof of consistency is not text")
        }
        guard !rest.isEmpty else { return (leaf, nil) }
        var lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "", let first = lines.first else {
            throw DecodeError(.truncated, "the proof of consistency is cut off")
        }
        let words = first.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "since", let size = UInt64(words[1]), "\(size)" == words[1],
            let root = Base64.decode(words[2]).flatMap({ Digest($0) })
        else { throw DecodeError(.syntax, "the proof of consistency does not begin with 'since SIZE ROOT'") }
        return (leaf, Consistency(old: TreeHead(size: size, root: root), path: try path(lines.dropFirst())))
    }
}
