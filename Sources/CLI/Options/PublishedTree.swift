import Files
import Objects
import Packs
import Store

/// The published moves of a repository, and the checkpoints of them.
struct PublishedTree {
    let origin: String
    let leaves: [[UInt8]]
    let tree: MerkleTree

    /// The moves as the log has them or, if `completing`, after it was begun and completed.
    init(_ access: RepositoryAccess, origin: String? = nil, completing: Bool) throws {
        let repository = access.repository
        let found =
            completing
            ? try repository.completePublishedLeaves(who: access.person(.committer)) : try repository.publishedLeaves()
        guard let leaves = found, let first = leaves.first else {
            throw CommandError(
                .no, "nothing was published here: there is no branch and no tag",
                hint: completing ? nil : "make a checkpoint with 'at1 witness checkpoint'")
        }
        self.leaves = leaves
        tree = MerkleTree(leaves)
        // The first move tells the logs of repositories apart.
        let name = MerkleTree.hash(leaf: first).hex.prefix(16)
        self.origin = origin ?? repository.configuration["witness.origin"] ?? "at1/\(name)"
    }

    /// The checkpoint of all moves.
    func checkpoint(by key: SigningKey) throws -> SignedCheckpoint {
        let head = TreeHead(size: UInt64(leaves.count), root: tree.root(of: leaves.count))
        guard let checkpoint = Checkpoint(origin: origin, head) else {
            throw CommandError(
                .usage, "'\(origin)' cannot be the name of a log", hint: "a name has neither spaces nor +")
        }
        return SignedCheckpoint(checkpoint, signedBy: key)
    }

    /// Whether the moves begin with those of a checkpoint.
    func begins(with head: TreeHead) -> Bool {
        guard let size = Int(exactly: head.size), size <= leaves.count else { return false }
        return tree.root(of: size) == head.root
    }

    /// The last move of a branch or tag among the first `size`.
    func lastMove(of word: String, in size: Int) -> (index: Int, move: PublishedMove)? {
        let names = Set(
            [word, RefName.branches + word, RefName.tags + word].compactMap { try? RefName($0) }.filter {
                $0.isBranch || $0.isTag
            })
        for index in leaves[..<size].indices.reversed() {
            if let move = PublishedMove(leaf: leaves[index]), names.contains(move.name) { return (index, move) }
        }
        return nil
    }
}

/// A checkpoint that a call names, alone or in a proof.
struct WitnessFile {
    let path: String
    let checkpoint: SignedCheckpoint
    let proof: WitnessProof?

    init(_ path: String) throws {
        self.path = path
        let bytes = try TextInput.bytes(path, atMost: WitnessProof.maximumLength)
        (proof, checkpoint) = try CommandError.naming(path) {
            guard WitnessProof.isMarked(bytes) else { return (nil, try SignedCheckpoint(parsing: bytes)) }
            let proof = try WitnessProof(parsing: bytes)
            return (proof, proof.checkpoint)
        }
    }

    init(path: String, _ checkpoint: SignedCheckpoint) {
        self.path = path
        self.checkpoint = checkpoint
        proof = nil
    }

    var head: TreeHead { checkpoint.checkpoint.head }
}

extension TreeHead {
    var moves: String { Figures.count(size, "move") }
}
