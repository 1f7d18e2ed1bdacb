/// A Merkle tree as in RFC 6962, §2.1, over the hashes of its leaves: what a checkpoint commits to.
public struct MerkleTree: Sendable {
    /// The hashes of the leaves, in their order.
    public private(set) var leaves: [Digest]

    /// The tree of leaves with these bytes.
    public init(_ leaves: some Sequence<some Sequence<UInt8>>) {
        self.leaves = leaves.map { Self.hash(leaf: $0) }
    }

    /// The hash of a leaf: SHA-256 over 00 and its bytes.
    public static func hash(leaf bytes: some Sequence<UInt8>) -> Digest {
        var hasher = ContentHasher()
        hasher.update([0x00])
        hasher.update(bytes)
        return hasher.finish()
    }

    /// The hash of an inner node: SHA-256 over 01 and the hashes of its children.
    static func hash(_ left: Digest, _ right: Digest) -> Digest {
        var bytes: [UInt8] = [0x01]
        left.append(to: &bytes)
        right.append(to: &bytes)
        return Digest(of: bytes)
    }

    /// The root over the first `size` leaves, which must exist. O(size).
    public func root(of size: Int) -> Digest { root(0..<size) }

    private func root(_ range: Range<Int>) -> Digest {
        switch range.count {
        case 0: return Digest(of: [])
        case 1: return leaves[range.lowerBound]
        default:
            let middle = range.lowerBound + Self.split(range.count)
            return Self.hash(root(range.lowerBound..<middle), root(middle..<range.upperBound))
        }
    }

    /// The largest power of two below `count`, which is 2 or more.
    private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

    /// The hashes that lead from the leaf at `index` to the root over the first `size` leaves (RFC 6962, §2.1.1).
    public func inclusionProof(of index: Int, in size: Int) -> [Digest] {
        var path: [Digest] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + Self.split(range.count)
            let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
            path.append(root(index < middle ? right : left))
            range = index < middle ? left : right
        }
        return path.reversed()
    }

    /// The hashes that show that the first `size` leaves begin with the first `old`, which are 1 or more (RFC 6962,
    /// §2.1.2).
    public func consistencyProof(from old: Int, to size: Int) -> [Digest] {
        var path: [Digest] = []
        var range = 0..<size
        // Whether the subtree is the whole old tree, whose root the reader knows.
        var isWholeOld = true
        while old < range.upperBound {
            let middle = range.lowerBound + Self.split(range.count)
            let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
            if old <= middle {
                path.append(root(right))
                range = left
            } else {
                path.append(root(left))
                range = right
                isWholeOld = false
            }
        }
        if !isWholeOld { path.append(root(range)) }
        return path.reversed()
    }
}

/// Checks proofs without the tree (RFC 9162, §2.1.3.2 and §2.1.4.2, which verify the proofs of RFC 6962).
public enum MerkleProof {
    /// No tree of a size below 2^64 needs more hashes.
    static let maximumLength = 128

    /// The root that a leaf and its path lead to; nil if the path is not one for this place in a tree of this size.
    public static func root(from leaf: Digest, at index: UInt64, of size: UInt64, _ path: [Digest]) -> Digest? {
        guard index < size else { return nil }
        var (place, last, root) = (index, size - 1, leaf)
        for hash in path {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                root = MerkleTree.hash(hash, root)
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                root = MerkleTree.hash(root, hash)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 ? root : nil
    }

    /// Whether the tree of `new` begins with the tree of `old`.
    public static func isConsistent(_ old: TreeHead, _ new: TreeHead, _ path: [Digest]) -> Bool {
        guard old.size <= new.size else { return false }
        guard old.size < new.size else { return path.isEmpty && old.root == new.root }
        guard old.size > 0 else { return path.isEmpty && old.root == Digest(of: []) }
        let isWhole = old.size & (old.size - 1) == 0
        let hashes = (isWhole ? [old.root] : []) + path
        guard !path.isEmpty, let first = hashes.first else { return false }
        var (place, last) = (old.size - 1, new.size - 1)
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var (oldRoot, newRoot) = (first, first)
        for hash in hashes.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                oldRoot = MerkleTree.hash(hash, oldRoot)
                newRoot = MerkleTree.hash(hash, newRoot)
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                newRoot = MerkleTree.hash(newRoot, hash)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && oldRoot == old.root && newRoot == new.root
    }
}

/// The size of a Merkle tree, and its root.
public struct TreeHead: Hashable, Sendable {
    public let size: UInt64
    public let root: Digest

    public init(size: UInt64, root: Digest) {
        self.size = size
        self.root = root
    }
}
