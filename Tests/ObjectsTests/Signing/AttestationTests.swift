import Objects
import Testing

@Suite struct AttestationTests {
    let key = SigningKey.generate()

    func attestation(ok: Bool = true) throws -> Attestation {
        Attestation(
            subjects: [
                .init(ref: try RefName("refs/tags/v1"), id: ObjectID(of: .tag, [1])),
                .init(ref: try RefName("refs/heads/main"), id: ObjectID(of: .commit, [2])),
            ],
            date: UTCDate(seconds: 1_000), verifier: "at1 test", report: ["ok": .bool(ok), "objects": ["blob": 3]])
    }

    @Test func aStatementIsInTotosAndReadsBack() throws {
        let envelope = try attestation().signed(with: key)
        let statement = String(decoding: envelope.payload, as: UTF8.self)
        #expect(
            statement.hasPrefix(
                #"{"_type":"https://in-toto.io/Statement/v1","predicate":{"finishedOn":"1970-01-01T00:16:40Z","#))
        #expect(
            statement.contains(
                #""subject":[{"digest":{"sha256":"\#(ObjectID(of: .commit, [2]))"},"name":"refs/heads/main"}"#))
        let read = try Envelope(parsing: envelope.json.canonicalBytes)
        #expect(read == envelope)
        #expect(try Attestation(read) == attestation())
        #expect(try attestation().isClean)
        #expect(try !attestation(ok: false).isClean)
    }

    /// The example of the DSSE protocol: PAE("http://example.com/HelloWorld", "hello world").
    @Test func signsDSSEsEncoding() throws {
        let envelope = Envelope(
            payloadType: "http://example.com/HelloWorld", payload: Array("hello world".utf8), signedBy: key)
        let encoded = Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8)
        #expect(envelope.signatures[0].signature == key.sign(encoded))
    }

    @Test func itsSignatureCountsForThoseWhoTrustTheKey() throws {
        let envelope = try attestation().signed(with: key)
        #expect(envelope.verdict(trusting: TrustedSigners(), at: 1_000) == .unknownSigner(key.publicKey))
        var signers = TrustedSigners([
            try TrustedSigner(principals: ["ci"], key: key.publicKey, namespaces: ["attestation"])
        ])
        #expect(envelope.verdict(trusting: signers, at: 1_000) == .good(principal: "ci"))
        _ = signers.revoke(key.publicKey, from: 500)
        #expect(envelope.verdict(trusting: signers, at: 1_000) == .revoked(principal: "ci", from: 500))
    }

    /// An envelope with the signatures of several keys over the same statement.
    private func envelope(of keys: [SigningKey]) throws -> String {
        let signatures = try keys.map { key in
            let signature = try attestation().signed(with: key).signatures[0]
            return #"{"keyid":"\#(Base64.encode(signature.publicKey))","sig":"\#(Base64.encode(signature.signature))"}"#
        }
        let statement = try attestation()
        return """
            {"payload":"\(Base64.encode(statement.payload))","payloadType":"\(Attestation.payloadType)",\
            "signatures":[\(signatures.joined(separator: ","))]}
            """
    }

    @Test func anEnvelopeMayHaveSeveralSignatures() throws {
        let (a, b, stranger) = (key, SigningKey.generate(), SigningKey.generate())
        let signers = TrustedSigners([
            try TrustedSigner(principals: ["a"], key: a.publicKey),
            try TrustedSigner(principals: ["b"], key: b.publicKey),
        ])
        let read = try Envelope(parsing: Array(envelope(of: [stranger, b, a]).utf8))
        #expect(
            read.verdicts(trusting: signers, at: 1_000)
                == [.unknownSigner(stranger.publicKey), .good(principal: "b"), .good(principal: "a")])
        #expect(read.verdict(trusting: signers, at: 1_000) == .good(principal: "b"))
        #expect(try Envelope(parsing: read.json.canonicalBytes) == read)
        // A bad signature beside an unknown one is not hidden by it.
        let forged = try envelope(of: [stranger, b]).replacing(
            Base64.encode(read.signatures[1].signature), with: Base64.encode(read.signatures[0].signature))
        let bad = try Envelope(parsing: Array(forged.utf8))
        #expect(bad.verdict(trusting: signers, at: 1_000) == .bad)
    }

    @Test func anEnvelopeHasEachKeyOnceAndAtLeastOne() throws {
        let twice = #expect(throws: DecodeError.self) { try Envelope(parsing: Array(envelope(of: [key, key]).utf8)) }
        #expect(twice?.reason == .order)
        for keys in [[], (0...Envelope.maximumSignatures).map { _ in SigningKey.generate() }] {
            let error = #expect(throws: DecodeError.self) { try Envelope(parsing: Array(envelope(of: keys).utf8)) }
            #expect(error?.detail == "an envelope with \(keys.count) signatures; from 1 to 64 are allowed")
        }
    }

    @Test func noReplacedByteIsTrusted() throws {
        let signers = TrustedSigners([try TrustedSigner(principals: ["ci"], key: key.publicKey)])
        let bytes = try attestation().signed(with: key).json.canonicalBytes
        for index in bytes.indices {
            for mask: UInt8 in [1, 0x20, 0x80] {
                var changed = bytes
                changed[index] ^= mask
                guard let envelope = try? Envelope(parsing: changed) else { continue }
                #expect(!envelope.verdict(trusting: signers, at: 1_000).isTrusted, "byte \(index)")
            }
        }
    }

    @Test(arguments: [
        (
            #""_type":"https://in-toto.io/Statement/v1""#, #""_type":"https://in-toto.io/Statement/v0.1""#,
            DecodeError.Reason.outOfRange
        ),
        (#""verifier":"at1 test""#, #""verifier":"at1 test","x":1"#, .unknownField),
        (#""name":"refs/tags/v1""#, #""name":"refs/heads/main""#, .order),
        (#""name":"refs/tags/v1""#, #""name":"v1""#, .badName),
        (#"1970-01-01T00:16:40Z"#, "yesterday", .syntax),
    ])
    func refusesAnotherStatement(_ from: String, _ to: String, _ reason: DecodeError.Reason) throws {
        let statement = String(decoding: try attestation().payload, as: UTF8.self).replacing(from, with: to)
        let envelope = Envelope(payloadType: Attestation.payloadType, payload: Array(statement.utf8), signedBy: key)
        let error = #expect(throws: DecodeError.self) { try Attestation(envelope) }
        #expect(error?.reason == reason)
    }
}
