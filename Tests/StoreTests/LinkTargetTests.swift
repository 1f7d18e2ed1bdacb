import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Remotes
@testable import Store

/// Symbolic links that no system could make: found by checks, refused at every door, made nowhere.
@Suite struct LinkTargetTests {
    static let targets: [(bytes: [UInt8], what: String)] = [
        ([], "an empty target"), ([UInt8](repeating: 0x61, count: 4096), "a target of 4096 bytes"),
        (Array("a\0b".utf8), "a target with a NUL in it"),
    ]

    private func plant(
        _ target: [UInt8], in scratch: Scratch, _ repository: Repository, _ who: Person
    ) throws -> SecondWriter.Object {
        let blob = SecondWriter.Object(.blob, target)
        // As a plain file the same blob is right.
        let tree = SecondWriter.tree([("100644", "blob", "file", blob.id), ("120000", "blob", "link", blob.id)])
        let commit = SecondWriter.commit(tree: tree.id)
        try SecondWriter.put([blob, tree, commit], in: scratch)
        try repository.plant("main", at: commit.id, who)
        return blob
    }

    @Test(arguments: targets.indices) func isFoundAndRefused(_ index: Int) throws {
        let target = Self.targets[index]
        let (scratch, repository, who) = try newRepository()
        let blob = try plant(target.bytes, in: scratch, repository, who)
        let report = try Fsck(repository).run()
        #expect(report.findings.map(\.code) == [.linkMalformed])
        #expect(report.findings.first?.what.contains(target.what) == true)
        #expect(report.findings.first?.paths.contains("link") == true)

        let error = #expect(throws: Damage.self) {
            try repository.restore([nil], from: repository.headTree(), staging: false)
        }
        #expect("\(try #require(error))".hasPrefix("symbolic link 'link' is damaged: \(target.what)"))
        #expect(!scratch.exists("link"))

        for isHere in [false, true] {
            let (there, other, _) = try newRepository()
            // Once with the blob among what comes, once with it here.
            if isHere { try SecondWriter.put([blob], in: there) }
            let refused = #expect(throws: RemoteError.self) {
                try Fetch(other, RemoteSettings(url: scratch.path), who: who).run([RefSpec("main:refs/heads/x")])
            }
            #expect(
                "\(try #require(refused))".contains("leads to \(blob.id.short), which no symbolic link can lead to"))
            #expect(try other.refs.list().isEmpty)
        }
    }

    @Test func theLongestIsRight() throws {
        let (scratch, repository, who) = try newRepository()
        _ = try plant([UInt8](repeating: 0x61, count: 4095), in: scratch, repository, who)
        #expect(try Fsck(repository).run().isClean)
        let (there, other, _) = try newRepository()
        _ = try Fetch(other, RemoteSettings(url: scratch.path), who: who).run([RefSpec("main:refs/heads/x")])
        #expect(there.exists(".at1store/refs/heads/x"))
    }
}
