import Objects
import TestSupport
import Testing

@Suite struct CheckpointTests {
    let log = SigningKey.generate()
    let witness = SigningKey.generate()

    private func head(_ size: UInt64 = 3, _ seed: UInt8 = 1) -> TreeHead {
        TreeHead(size: size, root: Digest(of: [seed]))
    }

    private func signed(_ size: UInt64 = 3, _ seed: UInt8 = 1, origin: String = "example.org/log") throws
        -> SignedCheckpoint
    {
        SignedCheckpoint(try #require(Checkpoint(origin: origin, head(size, seed))), signedBy: log)
    }

    private func good(_ checkpoint: SignedCheckpoint, _ keys: KnownNoteKey...) -> Int {
        checkpoint.signatures(by: keys).count(where: \.isGood)
    }

    /// The example of golang.org/x/mod/sumdb/note.
    @Test func readsTheNotesOfOthers() throws {
        let key = try NoteKey(parsing: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        #expect(key.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

            """
        let note = try SignedNote(parsing: Array(text.utf8))
        #expect(note.bytes == Array(text.utf8) && note.signatures[0].keyID == key.id)
        #expect(key.key.isValid(signature: note.signatures[0].bytes, of: Array(note.text.utf8)))
    }

    @Test func isThatOfC2SPAndReadsBack() throws {
        let checkpoint = try signed()
        let root = Base64.encode(head().root.bytes)
        #expect(checkpoint.checkpoint.text == "example.org/log\n3\n\(root)\n")
        let cosigned = try #require(checkpoint.cosigned(by: witness, named: "w", at: 1_700_000_000))
        #expect(try SignedCheckpoint(parsing: cosigned.note.bytes) == cosigned)
        #expect(String(decoding: cosigned.note.bytes, as: UTF8.self).contains("\n\n— example.org/log "))
        let found = cosigned.signatures(by: [KnownNoteKey(log.publicKey), KnownNoteKey(witness.publicKey)])
        #expect(found.count == 2 && found.allSatisfy(\.isGood))
        #expect(found.first { $0.key.algorithm == .cosignature }?.time == 1_700_000_000)
        // The text that a witness signs.
        let message = "cosignature/v1\ntime 1700000000\nexample.org/log\n3\n\(root)\n"
        #expect(cosigned.note.signatures[1].bytes[8...].elementsEqual(witness.sign(Array(message.utf8))))
    }

    @Test func aForgedSignatureIsBadAndOneOfAStrangerSaysNothing() throws {
        let cosigned = try #require(try signed().cosigned(by: witness, named: "w", at: 7))
        #expect(good(cosigned, KnownNoteKey(SigningKey.generate().publicKey)) == 0)
        for change in [
            ("\n3\n", "\n4\n"), ("example.org/log\n3", "example.org/lag\n3"),
            (Base64.encode(head().root.bytes), Base64.encode(head(3, 2).root.bytes)),
        ] {
            let text = String(decoding: cosigned.note.bytes, as: UTF8.self).replacing(
                change.0, with: change.1, maxReplacements: 1)
            let forged = try SignedCheckpoint(parsing: Array(text.utf8))
            let found = forged.signatures(by: [KnownNoteKey(log.publicKey), KnownNoteKey(witness.publicKey)])
            #expect(!found.isEmpty && found.allSatisfy { !$0.isGood }, "\(change)")
        }
    }

    @Test func aReplayedCosignatureIsBad() throws {
        let first = try #require(try signed(3).cosigned(by: witness, named: "w", at: 7))
        let second = try signed(4, 2)
        var line = first.note.signatures[1].bytes
        let name = try #require(NoteKey(name: "w", .cosignature, witness.publicKey))
        func replayed(_ bytes: [UInt8]) throws -> CheckpointSignature? {
            let text = String(decoding: second.note.bytes, as: UTF8.self) + "— w \(Base64.encode(name.id + bytes))\n"
            return try SignedCheckpoint(parsing: Array(text.utf8)).signatures(by: [KnownNoteKey(name)]).first
        }
        #expect(try replayed(line)?.isGood == false)
        #expect(
            try replayed(second.cosigned(by: witness, named: "w", at: 7)?.note.signatures[1].bytes ?? [])?.isGood
                == true)
        // The same cosignature at another time, and one that is cut.
        line[7] ^= 1
        #expect(try replayed(line)?.isGood == false)
        #expect(try replayed(Array(line[..<8]))?.isGood == false && replayed([1])?.isGood == false)
    }

    @Test func keysNamedAlikeAreNotConfused() throws {
        let checkpoint = try signed()
        let twin = SigningKey.generate()
        let named = try #require(NoteKey(name: "example.org/log", .ed25519, twin.publicKey))
        // Another key under the name of the log: a stranger's, to whom the signature does not belong.
        #expect(checkpoint.signatures(by: [KnownNoteKey(named)]).isEmpty)
        // A signature of the twin, whose line claims the ID of the log's key: bad.
        let own = try #require(NoteKey(name: "example.org/log", .ed25519, log.publicKey))
        let text =
            "\(checkpoint.note.text)\n— example.org/log \(Base64.encode(own.id + twin.sign(Array(checkpoint.note.text.utf8))))\n"
        let claimed = try SignedCheckpoint(parsing: Array(text.utf8)).signatures(by: [KnownNoteKey(log.publicKey)])
        #expect(claimed.count == 1 && !claimed[0].isGood)
        // The log's own key under another name than the log's does not speak for the log.
        let alias = try #require(NoteKey(name: "other", .ed25519, log.publicKey))
        let other =
            "\(checkpoint.note.text)\n— other \(Base64.encode(alias.id + log.sign(Array(checkpoint.note.text.utf8))))\n"
        #expect(try SignedCheckpoint(parsing: Array(other.utf8)).signatures(by: [KnownNoteKey(log.publicKey)]).isEmpty)
    }

    @Test func nobodyCountsTwice() throws {
        let twice = try #require(
            try signed().cosigned(by: witness, named: "w", at: 7)?.cosigned(by: witness, named: "v", at: 8))
        #expect(twice.note.signatures.count == 3)
        #expect(good(twice, KnownNoteKey(witness.publicKey), KnownNoteKey(witness.publicKey)) == 1)
    }

    @Test(arguments: [
        ("a\n01\nR\n", DecodeError.Reason.syntax), ("a\n-1\nR\n", .syntax), ("a\n9223372036854775808\nR\n", .syntax),
        ("a\n1\nAAAA\n", .syntax), ("a\n1\n", .syntax), ("\n1\nR\n", .syntax), ("a\n1\nR\n\nmore\n", .syntax),
        ("a\n1\nR=\n", .syntax),
    ])
    func refusesOtherTexts(_ text: String, _ reason: DecodeError.Reason) {
        let text = text.replacing("R", with: Base64.encode(head().root.bytes))
        let error = #expect(throws: DecodeError.self) { try Checkpoint(parsing: text) }
        #expect(error?.reason == reason)
    }

    @Test func refusesOtherNotes() throws {
        let whole = try signed().note.bytes
        for length in 0..<whole.count {
            #expect(throws: DecodeError.self, "\(length)") { try SignedCheckpoint(parsing: Array(whole[..<length])) }
        }
        let text = String(decoding: whole, as: UTF8.self)
        for changed in [
            text.replacing("— ", with: "- "), text.replacing("\n", with: "\r\n"), text + "\n", text + "x\n",
            text.replacing("— example.org/log", with: "— a+b"), text.replacing("\n— ", with: "\n—  "),
        ] {
            #expect(throws: DecodeError.self, "\(changed)") { try SignedCheckpoint(parsing: Array(changed.utf8)) }
        }
        #expect(throws: DecodeError.self) { try SignedNote(parsing: whole + [0xff, 0x0a]) }
        let many = text + String(repeating: "— a AAAAAAA=\n", count: 256)
        #expect(throws: DecodeError.self) { try SignedNote(parsing: Array(many.utf8)) }
    }

    @Test func refusesKeysThatAreNotWhatTheySay() throws {
        let key = try #require(NoteKey(name: "n", .ed25519, log.publicKey)).text
        for text in [key.replacing("n+", with: "m+"), key.replacing("+", with: "-"), "n+00000000+AQ==", "", key + "A"] {
            #expect(throws: DecodeError.self) { try NoteKey(parsing: text) }
        }
        #expect(
            NoteKey(name: "a b", .ed25519, log.publicKey) == nil && NoteKey(name: "a+b", .ed25519, log.publicKey) == nil
        )
        #expect(
            NoteKey(name: "a\u{2003}b", .ed25519, log.publicKey) == nil
                && NoteKey(name: "", .ed25519, log.publicKey) == nil)
    }
}
