import Objects
import TestSupport
import Testing

@Suite struct MerkleTreeTests {
    /// The leaves and roots of the Certificate Transparency project's tests of RFC 6962.
    private static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map { Hex.decode($0) ?? [] }
    private static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private func head(_ tree: MerkleTree, _ size: Int) -> TreeHead {
        TreeHead(size: UInt64(size), root: tree.root(of: size))
    }

    @Test func hasTheRootsOfRFC6962() {
        let tree = MerkleTree(Self.leaves)
        for (size, root) in Self.roots.enumerated() { #expect(tree.root(of: size).hex == root, "\(size)") }
    }

    @Test func provesEveryLeafOfEveryTreeAndNoOther() {
        let tree = MerkleTree((0..<33).map { [UInt8($0)] })
        for size in 1...33 {
            for index in 0..<size {
                let path = tree.inclusionProof(of: index, in: size)
                let root = tree.root(of: size)
                func proves(_ leaf: Int, at place: Int, in size: Int, _ path: [Digest]) -> Bool {
                    MerkleProof.root(from: tree.leaves[leaf], at: UInt64(place), of: UInt64(size), path) == root
                }
                #expect(proves(index, at: index, in: size, path), "\(index) of \(size)")
                // Another leaf or place, a path that is cut, longer or in another order.
                #expect(!proves((index + 1) % 33, at: index, in: size, path))
                for place in 0..<size where place != index { #expect(!proves(index, at: place, in: size, path)) }
                #expect(!proves(index, at: size, in: size, path))
                #expect(path.isEmpty || !proves(index, at: index, in: size, Array(path.dropLast())))
                #expect(!proves(index, at: index, in: size, path + [root]))
                #expect(path.count < 2 || !proves(index, at: index, in: size, path.reversed()))
            }
        }
    }

    @Test func provesThatATreeHasOnlyGrown() {
        let tree = MerkleTree((0..<33).map { [UInt8($0)] })
        var rewritten = (0..<33).map { [UInt8($0)] }
        rewritten[0] = [99]
        let other = MerkleTree(rewritten)
        for size in 1...33 {
            for old in 1...size {
                let path = tree.consistencyProof(from: old, to: size)
                #expect(MerkleProof.isConsistent(head(tree, old), head(tree, size), path), "\(old) to \(size)")
                #expect(!MerkleProof.isConsistent(head(other, old), head(tree, size), path))
                #expect(!MerkleProof.isConsistent(head(tree, old), head(other, size), path))
                let others = other.consistencyProof(from: old, to: size)
                #expect(!MerkleProof.isConsistent(head(tree, old), head(other, size), others))
                #expect(path.isEmpty || !MerkleProof.isConsistent(head(tree, old), head(tree, size), path.dropLast()))
                #expect(
                    !MerkleProof.isConsistent(head(tree, old), head(tree, size), path + [path.first ?? tree.leaves[0]]))
                // The newer one first.
                if old < size { #expect(!MerkleProof.isConsistent(head(tree, size), head(tree, old), path)) }
            }
        }
        // Equal sizes with other roots.
        #expect(!MerkleProof.isConsistent(head(tree, 8), head(other, 8), []))
    }

    @Test func nothingIsProvenOfHostileSizes() {
        let tree = MerkleTree([[1], [2]])
        for size in [0, UInt64.max, 1 << 63] {
            let path = [Digest](repeating: tree.leaves[0], count: 128)
            #expect(MerkleProof.root(from: tree.leaves[0], at: 0, of: size, path) == nil)
            #expect(MerkleProof.root(from: tree.leaves[0], at: .max, of: size, []) == nil)
            let head = TreeHead(size: size, root: tree.leaves[0])
            #expect(!MerkleProof.isConsistent(head, TreeHead(size: .max, root: tree.leaves[1]), path))
        }
    }
}
