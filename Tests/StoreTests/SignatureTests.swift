import FoundationEssentials
import Glibc
import Objects
import Packs
import Store
import TestSupport
import Testing

/// Signatures and bundles on their way through a repository.
@Suite struct SignatureTests {
    /// A repository in a folder of its own, gone after the test.
    private final class Scratch {
        private let files: TestSupport.Scratch
        var path: String { files.path }
        let repository: Repository

        init() throws {
            files = try TestSupport.Scratch()
            repository = try Repository.create(at: files.path)
        }

        func write(_ name: String, _ bytes: [UInt8]) throws {
            let file = try #require(fopen("\(path)/\(name)", "w"))
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }

        var who: Person {
            get throws {
                try Person(name: "Ana", email: "ana@example.org", date: #require(Timestamp(seconds: 1_000, offset: 0)))
            }
        }

        func commit(_ message: String, _ key: SigningKey?) throws -> ObjectID {
            var options = Repository.CommitOptions()
            options.allowEmpty = true
            if let key { options.sign = { $0.signed(with: key) } }
            return try repository.commit(message: message, author: who, committer: who, options).id
        }

        func fsck(_ signers: TrustedSigners, requireSigned: Bool = false) throws -> FsckReport {
            var options = Fsck.Options()
            options.signers = signers
            options.requiresSignedRefs = requireSigned
            return try Fsck(repository, options).run()
        }
    }

    private let ana = SigningKey.generate()

    private var trust: TrustedSigners {
        get throws { TrustedSigners([try TrustedSigner(principals: ["ana"], key: ana.publicKey)]) }
    }

    private func bundle(_ key: SigningKey?) throws -> RerunBundle {
        try RerunBundle.capture(
            RerunStep(
                model: RerunModel(vendor: "v", id: "m"), sampling: RerunSampling(temperature: 0, topP: 1),
                inputs: RerunInputs(systemPrompt: "", messages: []), runtime: RerunRuntime(class: .cloud),
                transcript: "done", tolerance: .byte), signedBy: key)
    }

    @Test func fsckSaysOfEachSignatureWhatItIsWorth() throws {
        let scratch = try Scratch()
        let stranger = SigningKey.generate()
        let first = try scratch.commit("first", ana)
        let second = try scratch.commit("second", stranger)
        let report = try scratch.fsck(trust)
        #expect(report.isClean)
        let verdicts = Dictionary(uniqueKeysWithValues: report.signatures.map { ($0.object, $0.verdict) })
        #expect(verdicts == [first: .good(principal: "ana"), second: .unknownSigner(stranger.publicKey)])
        var revoked = try trust
        _ = revoked.revoke(ana.publicKey, from: 1_000)
        #expect(
            try scratch.fsck(revoked).signatures.first { $0.object == first }?.verdict
                == .revoked(principal: "ana", from: 1_000))
    }

    @Test func aBadSignatureIsAFinding() throws {
        let scratch = try Scratch()
        let id = try scratch.commit("first", ana)
        let commit = try scratch.repository.objects.commit(id)
        let other = Commit(
            tree: commit.tree, parents: [id], author: commit.author, committer: commit.committer, message: "other\n",
            signature: commit.signature)
        let transaction = try scratch.repository.transaction()
        let bad = try transaction.put(other)
        try transaction.publish()
        let report = try scratch.fsck(trust)
        #expect(report.findings.map(\.code) == [.signatureBad])
        #expect(report.findings.first?.object == bad)
    }

    @Test func aRefIsCoveredByASignatureOnItOrAboveIt() throws {
        let scratch = try Scratch()
        let first = try scratch.commit("first", nil)
        #expect(try scratch.fsck(trust, requireSigned: true).findings.map(\.code) == [.refNotSigned])
        let tag = AnnotatedTag(object: first, kind: .commit, name: "v1", tagger: try scratch.who, message: "v1\n")
            .signed(with: ana)
        try scratch.repository.makeTag(RefName.tag("v1"), at: first, tag, force: false, who: scratch.who)
        #expect(try scratch.fsck(trust, requireSigned: true).isClean)
        #expect(try scratch.fsck(TrustedSigners(), requireSigned: true).findings.count == 2)

        // A commit on top that nobody signed is not covered; one that is signed covers what is below.
        _ = try scratch.commit("second", nil)
        #expect(try scratch.fsck(trust, requireSigned: true).findings.map(\.code) == [.refNotSigned])
        _ = try scratch.commit("third", ana)
        #expect(try scratch.fsck(trust, requireSigned: true).isClean)
    }

    @Test func aTagThatWasTakenBackCoversNothing() throws {
        let scratch = try Scratch()
        let first = try scratch.commit("first", nil)
        let tag = AnnotatedTag(object: first, kind: .commit, name: "v1", tagger: try scratch.who, message: "v1\n")
            .signed(with: ana)
        let transaction = try scratch.repository.transaction()
        _ = try transaction.put(tag)
        try transaction.publish()
        #expect(try scratch.fsck(trust, requireSigned: true).findings.map(\.code) == [.refNotSigned])
    }

    @Test func addKeepsABundleAsOne() throws {
        let scratch = try Scratch()
        let bundle = try bundle(ana)
        try scratch.write("good.rr", bundle.bytes)
        try scratch.write("spaced.rr", bundle.bytes + [0x0a])
        try scratch.write("other.json", Array(#"{"name":"rerun"}"#.utf8))
        let report = try scratch.repository.add([nil])
        #expect(report.added.map(\.kind) == [.bundle, .blob, .blob])
        #expect(report.added.first?.id == bundle.id)
        #expect(report.notes.map(\.path.description) == ["spaced.rr"])
        _ = try scratch.commit("bundles", nil)
        let fsck = try scratch.fsck(trust)
        #expect(fsck.isClean)
        // That of the bundle, and that of the file which is one in another layout.
        #expect(fsck.signatures.map(\.verdict) == [.good(principal: "ana"), .good(principal: "ana")])
    }

    @Test func aBundleThatIsNoneIsMalformed() throws {
        let scratch = try Scratch()
        let transaction = try scratch.repository.transaction()
        let id = try transaction.put(.bundle, Array("{}".utf8))
        try transaction.publish()
        let report = try scratch.fsck(TrustedSigners())
        #expect(report.findings.map(\.code) == [.objectMalformed])
        #expect(report.findings.first?.object == id)
    }
}
