import Objects
import TestSupport
import Testing

@testable import Store

/// Files that look like evidence and are kept as their bytes: a check of the repository must not pass over them.
@Suite struct EvidenceTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person
    let key = SigningKey.generate()

    init() throws {
        (scratch, repository, who) = try newRepository()
    }

    /// A token of a session with `count` events.
    private func token(_ count: Int = 3) -> [UInt8] {
        let run = ReplayRun(sessionID: "s", agentName: "a", skillName: "k")
        let events = (0..<count).map {
            ReplayEvent(index: $0, kind: .eval, timestamp: 1, payload: ReplayPayload(["n": .string("\($0)")]))
        }
        return Array(ReplaySession(run, events: events).sealed(by: key).text.utf8)
    }

    private func fsck(_ trusted: SigningKey? = nil) throws -> FsckReport {
        var options = Fsck.Options()
        let signers = try TrustedSigners([TrustedSigner(principals: ["ada"], key: (trusted ?? key).publicKey)])
        options.sealCheck = SealCheck(trusting: signers)
        options.signers = signers
        return try Fsck(repository, options).run()
    }

    @Test func aDamagedTokenIsAFindingForAsLongAsItIsThere() throws {
        var damaged = token()
        damaged[1] = UInt8(ascii: "!")
        try scratch.write("runs/q1.token", damaged)
        let report = try repository.add([nil])
        #expect(report.notes.map(\.path.description) == ["runs/q1.token"])
        #expect(report.notes[0].reason.hasPrefix("it looks like a sealed token but is not one: "))
        let id = try repository.commitAll("x", who)
        for _ in 0..<2 {
            let result = try fsck()
            let finding = try #require(result.findings.first)
            #expect(result.findings.count == 1 && finding.code == .evidenceUnsound && finding.kind == .blob)
            #expect(finding.code.rawValue == "evidence-unsound")
            #expect(finding.paths == ["runs/q1.token"] && finding.commits == [id])
            _ = try GarbageCollection(repository).run()
        }
        try scratch.remove("runs/q1.token")
        try repository.commitAll("without it", who)
        #expect(try fsck().findings.map(\.code) == [.evidenceUnsound])
    }

    @Test func whatNothingLeadsToIsNoFinding() throws {
        try scratch.write("q1.token", Array(token().dropLast(5)))
        _ = try repository.add([nil])
        #expect(try fsck().findings.map(\.code) == [.evidenceUnsound])
        try scratch.write("q1.token", token())
        try repository.commitAll("put right", who)
        let result = try fsck()
        #expect(result.isClean && result.sessions == 1 && result.sessionsVerified == 1)
    }

    @Test func aLongDamagedTokenIsAFinding() throws {
        var damaged = token(30_000)
        #expect(damaged.count > 1 << 20)
        damaged[damaged.count - 100] = UInt8(ascii: " ")
        try scratch.write("long.token", damaged)
        #expect(try repository.add([nil]).notes.count == 1)
        let entry = try #require(try repository.index().entries.first)
        #expect(entry.kind == .chunks)
        let finding = try #require(try fsck().findings.first)
        #expect(finding.code == .evidenceUnsound && finding.object == entry.id)
    }

    @Test func theSignatureOfASessionIsCheckedWhateverItIsKeptAs() throws {
        try scratch.write("windows.token", token() + Array("\r\n".utf8))
        try repository.commitAll("x", who)
        #expect(try repository.index().entries.first?.kind == .blob)
        let good = try fsck()
        #expect(good.isClean && good.sessions == 1 && good.sessionsVerified == 1)
        let bad = try fsck(SigningKey.generate())
        #expect(bad.findings.map(\.code) == [.sessionNotSigned] && bad.sessionsVerified == 0)
    }

    @Test func revokedAndMisplacedKeysAreNamed() throws {
        try scratch.write("q1.token", token())
        try repository.commitAll("x", who)
        func finding(_ signer: TrustedSigner) throws -> String? {
            var options = Fsck.Options()
            options.sealCheck = SealCheck(trusting: TrustedSigners([signer]))
            return try Fsck(repository, options).run().findings.first?.what
        }
        let mine = key.publicKey
        let revoked = try finding(TrustedSigner(principals: ["ada"], key: mine, revokedFrom: 0))
        #expect(revoked?.contains("is signed with a key of ada that was revoked on 1970-01-01") == true)
        let misplaced = try finding(TrustedSigner(principals: ["ada"], key: mine, namespaces: ["tag"]))
        #expect(misplaced?.contains("is signed with a key that is not trusted for sessions, SHA256:") == true)
    }

    @Test func aDamagedBundleIsAFinding() throws {
        let step = RerunStep(
            model: RerunModel(vendor: "v", id: "m"), sampling: RerunSampling(temperature: 0, topP: 1),
            inputs: RerunInputs(systemPrompt: "", messages: []), runtime: RerunRuntime(class: .cloud),
            transcript: "done", tolerance: .byte)
        let bundle = String(decoding: try RerunBundle.capture(step, signedBy: key).bytes, as: UTF8.self)
        let files = [
            "broken.rr": bundle.replacing("\"rerun_version\":", with: "\"rerun_version\";"),
            "renamed.rr": bundle.replacing("rerun_version", with: "rerum_version"),
            "spaced.rr": bundle.replacing(":{", with: ": {"),
            "forged.rr": bundle.replacing(":{", with: ": {").replacing("\"vendor\":\"v\"", with: "\"vendor\":\"w\""),
        ]
        for (name, text) in files { try scratch.write(name, Array(text.utf8)) }
        #expect(try Set(repository.add([nil]).notes.map(\.path.description)) == Set(files.keys))
        let findings = try fsck().findings
        let found = Dictionary(
            uniqueKeysWithValues: try repository.index().entries.map { entry in
                (entry.path.description, findings.filter { $0.object == entry.id }.map(\.code))
            })
        #expect(
            found == [
                "broken.rr": [.evidenceUnsound], "renamed.rr": [.evidenceUnsound], "spaced.rr": [],
                "forged.rr": [.signatureBad],
            ])
    }
}
