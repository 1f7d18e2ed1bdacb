import Objects
import Testing

@Suite struct TrustedSignersTests {
    let ana = SigningKey.generate()
    let ben = SigningKey.generate()

    func line(_ key: SigningKey) -> String {
        String(key.publicKey.encoded(as: .openssh).dropLast())
    }

    func commit(at seconds: Int64) throws -> Commit {
        let date = try #require(Timestamp(seconds: seconds, offset: 60))
        let person = try Person(name: "Ana", email: "ana@example.org", date: date)
        return Commit(tree: ObjectID(of: .tree, []), parents: [], author: person, committer: person, message: "first\n")
    }

    @Test func aSignatureIsGoodForThoseWhoTrustItsKey() throws {
        let commit = try commit(at: 1_000).signed(with: ana)
        let signers = try TrustedSigners(parsing: Array("ana@example.org,ana \(line(ana))\n".utf8))
        #expect(commit.verdict(trusting: signers) == .good(principal: "ana@example.org"))
        #expect(commit.verdict(trusting: TrustedSigners()) == .unknownSigner(ana.publicKey))
        #expect(try self.commit(at: 1_000).verdict(trusting: signers) == nil)

        // The same signature under another commit, and after a round trip through bytes.
        #expect(try self.commit(at: 1_001).signed(commit.signature).verdict(trusting: signers) == .bad)
        #expect(try Commit(payload: commit.payload).verdict(trusting: signers) == .good(principal: "ana@example.org"))
        #expect(commit.signed(with: ben).verdict(trusting: signers) == .unknownSigner(ben.publicKey))
    }

    @Test func aTagsSignatureIsNotACommits() throws {
        let key = try #require(
            ObjectSignature(by: ana, of: commit(at: 0).signedBytes).key(ifValidFor: commit(at: 0).signedBytes))
        #expect(key == ana.publicKey)
        #expect(String(decoding: try commit(at: 0).signedBytes.prefix(7), as: UTF8.self) == "commit ")
    }

    @Test func aKeyIsTrustedForItsNamespacesOnly() throws {
        let signers = try TrustedSigners(parsing: Array("ci namespaces=\"bundle,attestation\" \(line(ana))\n".utf8))
        #expect(signers.verdict(on: ana.publicKey, for: .bundle, at: nil) == .good(principal: "ci"))
        #expect(signers.verdict(on: ana.publicKey, for: .commit, at: nil) == .unknownSigner(ana.publicKey))
    }

    @Test func aRevokedKeyCountsForWhatIsOlder() throws {
        var signers = try TrustedSigners(parsing: Array("ana \(line(ana))\nben \(line(ben))\n".utf8))
        let revoked = signers.revoke(ana.publicKey, from: 1_000)
        #expect(revoked.map(\.principals) == [["ana"]])
        signers = try TrustedSigners(parsing: signers.bytes)
        #expect(signers.verdict(on: ana.publicKey, for: .tag, at: 999) == .good(principal: "ana"))
        #expect(signers.verdict(on: ana.publicKey, for: .tag, at: 1_000) == .revoked(principal: "ana", from: 1_000))
        #expect(signers.verdict(on: ana.publicKey, for: .bundle, at: nil) == .revoked(principal: "ana", from: 1_000))
        #expect(signers.verdict(on: ben.publicKey, for: .bundle, at: nil) == .good(principal: "ben"))
        // A later revocation does not give back what an earlier one took.
        _ = signers.revoke(ana.publicKey, from: 5_000)
        #expect(signers.verdict(on: ana.publicKey, for: .tag, at: 1_000) == .revoked(principal: "ana", from: 1_000))
        // Another file's trust does not outweigh a revocation.
        let elsewhere = try TrustedSigners(parsing: Array("ana \(line(ana))\n".utf8))
        for joined in [signers.joined(with: elsewhere), elsewhere.joined(with: signers)] {
            #expect(joined.verdict(on: ana.publicKey, for: .tag, at: 1_000) == .revoked(principal: "ana", from: 1_000))
        }
    }

    @Test func commentsAndOrderStay() throws {
        let text =
            "# who we trust\n\nana \(line(ana)) the laptop\n  # old\nben valid-before=\"20260101000000Z\" \(line(ben))\n"
        var signers = try TrustedSigners(parsing: Array(text.utf8))
        #expect(String(decoding: signers.bytes, as: UTF8.self) == text)
        #expect(signers.signers.map(\.comment) == ["the laptop", ""])
        #expect(signers.signers[1].revokedFrom == 1_767_225_600)
        #expect(signers.forget(ana.publicKey).count == 1)
        #expect(
            String(decoding: signers.bytes, as: UTF8.self) == text.replacing("ana \(line(ana)) the laptop\n", with: ""))
    }

    @Test(arguments: [
        "ana", "ana ssh-rsa AAAA", "ana ssh-ed25519 AAAA", "an*a KEY", "ana,,ben KEY", "!ana KEY",
        "ana cert-authority KEY", "ana namespaces=\"tag KEY", "ana namespaces=\"tag\"x KEY",
        "ana namespaces=\"tag\",namespaces=\"tag\" KEY", "ana namespaces=\"\" KEY", "ana colour=\"red\" KEY",
        "ana valid-before=\"yesterday\" KEY", "ana valid-before=\"20260230Z\" KEY", "ana valid-before=\"20260101\" KEY",
    ])
    func refusesALineThatIsNotRight(_ line: String) {
        let text = "# a comment\n" + line.replacing("KEY", with: self.line(ana)) + "\n"
        let error = #expect(throws: DecodeError.self) { try TrustedSigners(parsing: Array(text.utf8)) }
        #expect(error?.detail.hasPrefix("line 2 of the signers file") == true)
    }

    @Test func datesGoBothWays() throws {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1),
            ("2026-11-21T04:00:00Z", 1_795_233_600), ("0000-03-01T00:00:00Z", -62_162_035_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ] as [(String, Int64)] {
            #expect(UTCDate(seconds: seconds).text == text)
            #expect(UTCDate(parsing: text)?.seconds == seconds)
            #expect(UTCDate(parsing: UTCDate(seconds: seconds).compactText)?.seconds == seconds)
        }
        for text in [
            "2100-02-29", "2026-13-01", "2026-00-01", "20261301Z", "2026-11-21T24:00:00Z", "2026-1-1", "", "Z",
        ] {
            #expect(UTCDate(parsing: text) == nil, "\(text)")
        }
    }
}
