import Foundation
import Objects
import Synchronization
import TestSupport
import Testing

@testable import Packs
@testable import Remotes
@testable import Store

/// A list of chunks whose blobs are right, and whose file is not the one that it states (docs/format.md §3.2).
@Suite struct WholeFileTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    let chunks: [SecondWriter.Object]
    let list: SecondWriter.Object
    let commit: SecondWriter.Object

    /// A bare-bones history whose branch has the file `big`.
    init() throws {
        (scratch, repository, who) = try newRepository()
        chunks = [.init(.blob, noise(70_000)), .init(.blob, noise(60_000, seed: 2))]
        list = SecondWriter.list(chunks, sha256: Digest(of: noise(130_000, seed: 3)))
        let tree = SecondWriter.tree([("100644", "chunks", "big", list.id)])
        commit = SecondWriter.commit(tree: tree.id)
        try SecondWriter.put(chunks + [list, tree, commit], in: scratch)
        try repository.plant("main", at: commit.id, who)
    }

    private var stated: String { "and \(Digest(of: noise(130_000, seed: 3))) is recorded" }

    /// Whether an error says that the list is damaged, and how.
    private func isNamed(_ error: any Error) -> Bool {
        guard let damage = error as? Damage else { return false }
        return damage.part == .content(.chunks, list.id) && damage.what.hasSuffix(stated)
    }

    private func isRefused(_ error: any Error) -> Bool {
        guard case RemoteError.lied(_, let what) = error else { return false }
        return what.hasPrefix("chunk list \(list.id): its file has the SHA-256 ") && what.hasSuffix(stated)
    }

    @Test func noByteOfItComesOut() throws {
        var given = 0
        let error = #expect(throws: Damage.self) {
            try repository.content(.chunks, list.id) { given += $0.byteCount }
        }
        #expect(try isNamed(#require(error)))
        #expect(given == 0)
    }

    /// The same of a file that is read twice, since it is too long to be held in memory.
    @Test func noByteOfALongOneComesOut() throws {
        let chunk = SecondWriter.Object(.blob, noise(1 << 20))
        let count = Assembly.windowLength / (1 << 20) + 3
        var right = ContentHasher()
        for _ in 0..<count { right.update(chunk.payload) }
        for (digest, isRight) in [(right.finish(), true), (Digest(of: []), false)] {
            let list = SecondWriter.list([SecondWriter.Object](repeating: chunk, count: count), sha256: digest)
            try SecondWriter.put([chunk, list], in: scratch)
            var given = ContentHasher()
            let outcome = Result { try repository.content(.chunks, list.id) { given.update($0) } }
            if isRight {
                try outcome.get()
                #expect(given.count == UInt64(count) << 20)
                #expect(given.finish() == digest)
            } else {
                let damage = #expect(throws: Damage.self) { try outcome.get() }
                #expect(damage?.part == .content(.chunks, list.id))
                #expect(given.count == 0)
            }
        }
    }

    @Test func noFileIsMadeOfIt() throws {
        try scratch.write("big", "mine")
        let error = #expect(throws: Damage.self) {
            try repository.restore([nil], from: repository.headTree(), staging: false)
        }
        #expect(try isNamed(#require(error)))
        #expect(try scratch.read("big") == Array("mine".utf8))
        #expect(try scratch.names() == [".at1store", "big"])
    }

    @Test func checksFindIt() throws {
        let report = try Fsck(repository).run()
        #expect(report.findings.map(\.code) == [.contentDiffers])
        #expect(report.findings.first?.object == list.id)
        #expect(report.findings.first?.paths == ["big"])
    }

    @Test func fetchesAndClonesRefuseIt() throws {
        let (here, other, _) = try newRepository()
        let remote = RemoteSettings(url: scratch.path)
        let error = #expect(throws: RemoteError.self) {
            try Fetch(other, remote, who: who).run([RefSpec("main:refs/heads/theirs")])
        }
        #expect(try isRefused(#require(error)))
        #expect(try other.objects.find(list.id) == nil)
        let refused = #expect(throws: RemoteError.self) {
            try Clone.run(scratch.path, into: here["copy"], who: who, .init(), .init())
        }
        #expect(try isRefused(#require(refused)))
        #expect(!here.exists("copy/big"))
    }

    @Test func pushesAreRefused() throws {
        let other = try Scratch()
        let bare = try Repository.create(at: other.path, bare: true)
        let error = #expect(throws: RemoteError.self) {
            try Push(repository, RemoteSettings(url: other.path), who: who).run([RefSpec("main")])
        }
        #expect(try isRefused(#require(error)))
        #expect(try bare.refs.list().isEmpty)
        #expect(try other.names("packs").filter { $0.hasSuffix(".pack") }.isEmpty)
    }

    /// A bucket, where nobody looks at what comes.
    private final class Bucket: RemoteEnd {
        let checksWhatComes = false
        var frames = 0

        func listing() -> RefListing { RefListing() }
        func known(_ ids: [ObjectID]) -> Set<ObjectID> { [] }
        func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) {}
        func close() {}
        func receive(
            _ updates: [RefUpdate], who: Person,
            _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
        ) throws {
            try give([]) { _ in frames += 1 }
        }
    }

    @Test func nothingGoesToABucket() throws {
        let bucket = Bucket()
        let wish = Push.Wish(name: try RefName.branch("main"), new: commit.id, isForced: false)
        let error = #expect(throws: Damage.self) {
            try Push(repository, RemoteSettings(url: "s3://bucket"), who: who).run(to: bucket, [wish])
        }
        #expect(try isNamed(#require(error)))
        #expect(bucket.frames == 0)
    }

    /// The list is there before its chunks come: what completes it is checked as well.
    @Test func chunksThatCompleteItAreRefused() throws {
        let (there, other, _) = try newRepository()
        try SecondWriter.put([list], in: there)
        let error = #expect(throws: RemoteError.self) {
            try Fetch(other, RemoteSettings(url: scratch.path), who: who).run([RefSpec("main:refs/heads/theirs")])
        }
        #expect(try isRefused(#require(error)))
        #expect(try other.refs.list().isEmpty)
    }

    /// What is lost here and is there in the wrong way is not taken from there.
    @Test func repairsDoNotTakeIt() throws {
        let (here, other, _) = try newRepository()
        let tree = SecondWriter.tree([("100644", "chunks", "big", list.id)])
        try SecondWriter.put([tree, commit], in: here)
        try other.plant("main", at: commit.id, who)
        try other.configure { $0["remote.origin.url"] = scratch.path }
        let report = try Repair(Repository.open(at: here.path), Fsck.Options()).run()
        #expect(report.check.findings.map(\.code) == [.objectMissing])
        #expect(report.check.findings.first?.object == list.id)
        #expect(report.unreachableSources.contains { $0.why.contains("chunk list \(list.id)") })
        // One that is right is taken, with its chunks.
        let right = SecondWriter.list(chunks, sha256: Digest(of: chunks.flatMap(\.payload)))
        let rightTree = SecondWriter.tree([("100644", "chunks", "big", right.id)])
        let rightCommit = SecondWriter.commit(tree: rightTree.id)
        try SecondWriter.put([right], in: scratch)
        try SecondWriter.put([rightTree, rightCommit], in: here)
        try other.plant("main", at: rightCommit.id, who)
        #expect(try Repair(Repository.open(at: here.path), Fsck.Options()).run().check.isClean)
    }

    /// The file in the working tree may be the only copy of what the list states.
    @Test func theFileIsNotDropped() throws {
        try scratch.write("big", noise(130_000, seed: 3))
        let path = try TreePath("big")
        try repository.writeIndex(Index(sorted: [Index.Entry(path: path, mode: .regular, kind: .chunks, id: list.id)]))
        let error = #expect(throws: Damage.self) { try repository.drop([path]) }
        #expect(try isNamed(#require(error)))
        #expect(try scratch.read("big") == noise(130_000, seed: 3))
    }

    @Test func whatIsDamagedDoesNotLeave() throws {
        let (there, other, _) = try newRepository()
        try there.write("a", noise(200_000))
        try there.write("b", noise(200_000, seed: 2))
        try other.commitAll("x", who)
        let pack = try #require(try other.objects.openPacks().first { $0.footer.frames.contains { $0.codec == .raw } })
        let frame = try #require(pack.footer.frames.first { $0.codec == .raw })
        var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: there[".at1store/packs/\(pack.name.hex).pack"])))
        bytes[Int(frame.offset) + 100] ^= 1
        try there.write(".at1store/packs/\(pack.name.hex).pack", bytes)
        let served = LocalEnd(try Repository.open(at: there.path), label: "it")
        let head = try #require(try other.refs.headCommit())
        let error = #expect(throws: Damage.self) {
            try served.send(ObjectRequest(wants: [head])) { frame in
                let plain = try frame.codec.decode(frame.stored, length: Int(frame.length))
                var at = 0
                for entry in frame.entries {
                    #expect(ObjectID(of: entry.kind, Array(plain[at..<at + Int(entry.length)])) == entry.id)
                    at += Int(entry.length)
                }
            }
        }
        #expect("\(try #require(error))".hasSuffix("is damaged: its bytes have another identity"))
    }
}
