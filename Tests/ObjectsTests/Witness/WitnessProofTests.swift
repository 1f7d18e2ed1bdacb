import Objects
import TestSupport
import Testing

@Suite struct WitnessProofTests {
    let key = SigningKey.generate()
    let leaves = (0..<7).map { Array("leaf \($0)".utf8) }

    private func proof(of index: Int = 5, since old: Int? = 3) throws -> WitnessProof {
        let tree = MerkleTree(leaves)
        let head = TreeHead(size: 7, root: tree.root(of: 7))
        let checkpoint = SignedCheckpoint(try #require(Checkpoint(origin: "o", head)), signedBy: key)
        return WitnessProof(
            leaf: leaves[index], index: UInt64(index), path: tree.inclusionProof(of: index, in: 7),
            consistency: old.map {
                WitnessProof.Consistency(
                    old: TreeHead(size: UInt64($0), root: tree.root(of: $0)),
                    path: tree.consistencyProof(from: $0, to: 7))
            }, checkpoint: checkpoint)
    }

    @Test func isThatOfC2SPAndReadsBack() throws {
        for (index, old) in [(0, nil), (5, 3), (6, 7), (6, 1)] as [(Int, Int?)] {
            let proof = try proof(of: index, since: old)
            let read = try WitnessProof(parsing: proof.bytes)
            #expect(read == proof && read.isIncluded && read.isConsistent == old.map { _ in true })
            let lines = String(decoding: proof.bytes, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(
                lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra ") && lines[2] == "index \(index)")
            #expect(lines[3..<3 + proof.path.count].allSatisfy { Base64.decode($0)?.count == 32 })
            #expect(lines[3 + proof.path.count] == "" && lines[4 + proof.path.count] == "o")
        }
    }

    /// A proof of another leaf, for another place, cut, or in another order.
    @Test func aForgedProofDoesNotHold() throws {
        let good = try proof()
        func changed(
            leaf: [UInt8]? = nil, index: UInt64? = nil, path: [Digest]? = nil,
            _ consistency: WitnessProof.Consistency? = nil
        ) -> WitnessProof {
            WitnessProof(
                leaf: leaf ?? good.leaf, index: index ?? good.index, path: path ?? good.path,
                consistency: consistency ?? good.consistency, checkpoint: good.checkpoint)
        }
        #expect(!changed(leaf: leaves[4]).isIncluded && !changed(index: 4).isIncluded && !changed(index: 99).isIncluded)
        #expect(
            !changed(path: Array(good.path.dropFirst())).isIncluded && !changed(path: good.path.reversed()).isIncluded)
        let consistency = try #require(good.consistency)
        let other = TreeHead(size: 3, root: Digest(of: [1]))
        #expect(changed(WitnessProof.Consistency(old: other, path: consistency.path)).isConsistent == false)
        #expect(changed(WitnessProof.Consistency(old: consistency.old, path: [])).isConsistent == false)
        let reversed = WitnessProof.Consistency(old: consistency.old, path: consistency.path.reversed())
        #expect(changed(reversed).isConsistent == false)
        let rewound = WitnessProof.Consistency(
            old: TreeHead(size: 9, root: consistency.old.root), path: consistency.path)
        #expect(changed(rewound).isConsistent == false)
    }

    @Test func noReplacedByteIsAnotherValidProof() throws {
        let good = try proof()
        let known = [KnownNoteKey(key.publicKey)]
        for at in good.bytes.indices {
            for mask: UInt8 in [1, 4, 0x20] {
                var bytes = good.bytes
                bytes[at] ^= mask
                guard let read = try? WitnessProof(parsing: bytes), read.isIncluded, read.isConsistent == true,
                    read.checkpoint.signatures(by: known).contains(where: \.isGood)
                else { continue }
                Issue.record("byte \(at) with \(mask)")
            }
        }
    }

    @Test func refusesWhatIsCutOrTooLong() throws {
        let good = try proof().bytes
        for length in 0..<good.count {
            #expect(throws: DecodeError.self, "\(length)") { try WitnessProof(parsing: Array(good[..<length])) }
        }
        let text = String(decoding: good, as: UTF8.self)
        let hash = Base64.encode(Digest(of: []).bytes)
        for changed in [
            text.replacing("index 5\n", with: "index 05\n"), text.replacing("index 5\n", with: "index -5\n"),
            text.replacing("index 5\n", with: "index 5\n" + String(repeating: hash + "\n", count: 129)),
            text.replacing("extra ", with: "more "),
        ] {
            #expect(throws: DecodeError.self) { try WitnessProof(parsing: Array(changed.utf8)) }
        }
    }
}
