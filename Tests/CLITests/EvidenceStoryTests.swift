import Foundation
import Objects
import TestSupport
import Testing

/// What a user is told of evidence that is damaged, unfinished, or by somebody who does not count.
@Suite struct EvidenceStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox()
        try box.ok("key", "generate", "ada", "--no-passphrase")
    }

    private let events =
        [#"{"kind":"skill_start"}"#, #"{"kind":"eval","payload":{"n":1}}"#, #"{"kind":"skill_end"}"#]
        .joined(separator: "\n") + "\n"

    private func record(_ journal: String, _ more: String..., events: String? = nil) throws -> Outcome {
        try run(
            at1, ["session", "record", "--agent", "a", "--skill", "k", "--journal", journal] + more,
            in: box.files.path, environment: box.environment, input: events ?? self.events)
    }

    private func warnings(_ outcome: Outcome) throws -> [String] {
        var fields = try JSONFields(JSONValue(parsing: outcome.output), "report")
        return try fields.strings("warnings")
    }

    @Test func aRunIsSealedAtItsEnd() throws {
        let outcome = try record("q1.journal")
        #expect(outcome.status == 0 && outcome.errors.contains("q1.token: 3 events, sealed by SHA256:"), "\(outcome)")
        #expect(try box.at1("session", "verify", "q1.token", "--key", "ada").status == 0)
        // Without skill_end, when told so, or where there is a token already, nothing is sealed.
        let open = try record("q2.journal", events: #"{"kind":"skill_start"}"# + "\n")
        #expect(open.status == 0 && open.errors.contains("not sealed, as the run does not end with skill_end"))
        #expect(try record("q3.journal", "--no-seal").status == 0)
        #expect(!box.files.exists("q2.token") && !box.files.exists("q3.token"))
        let taken = try record("q4.journal", "--output", "q1.token")
        #expect(taken.status == 3 && taken.errors.contains("'q1.token' exists already"), "\(taken)")
        #expect(!box.files.exists("q4.journal"))
    }

    @Test func showSaysHowLongThingsTook() throws {
        let lines = [
            #"{"kind":"skill_start","ts_ms":1700000000000}"#,
            #"{"kind":"tool_call","ts_ms":1700000001000,"payload":{"tool":"x"}}"#,
            #"{"kind":"tool_response","ts_ms":1700000002250,"payload":{"tool":"x"}}"#,
            #"{"kind":"skill_end","ts_ms":1700000090000}"#,
        ]
        let recorded = try record("j.journal", events: lines.joined(separator: "\n") + "\n")
        #expect(recorded.errors.contains("the run starts and ends when its events say"), "\(recorded)")
        let shown = try box.ok("session", "show", "j.token", "--key", "ada")
        #expect(shown.contains("started   2023-11-14T22:13:20Z, as its events say"), "\(shown)")
        #expect(shown.contains("elapsed   1m 30s") && shown.contains("took 1.250 s") && shown.contains("took 1m 30s"))
        let report = try box.ok("session", "show", "j.token", "--json")
        #expect(report.contains(#"{"elapsed_ms":1250,"idx":2,"start_idx":1}"#), "\(report)")
        #expect(report.contains(#""started_at":1700000000,"#) && report.contains(#""times_stated":true"#))
    }

    @Test func grantsAndReceiptsOfASession() throws {
        let (key, other) = (SigningKey.generate(), SigningKey.generate())
        let grant = Grant(grantID: "g1", issuer: "a", audience: "b", bucket: "w").sealed(by: key).text
        let receipt = Receipt(receiptID: "r1", agentName: "a", skillName: "k").sealed(by: key).text
        let lines = [
            #"{"kind":"handoff_start","payload":{"to":"b","grant_token":"\#(grant)"}}"#,
            #"{"kind":"skill_end","payload":{"receipt":"\#(receipt)"}}"#,
        ]
        try box.ok("key", "trust", key.publicKey.description, "org")
        let recorded = try record("j.journal", "--receipt", "r1", events: lines.joined(separator: "\n") + "\n")
        #expect(recorded.status == 0, "\(recorded)")
        let grants = try box.ok("session", "grants", "j.token")
        #expect(grants.hasPrefix("0\tg1\ta → b\tread_only\tsigned by org"), "\(grants)")
        let receipts = try box.ok("session", "receipts", "j.token")
        #expect(receipts.hasPrefix("r1\tof the run\tok\tsigned by org"), "\(receipts)")
        try box.files.write("r1.token", receipt)
        let verified = try box.ok("session", "receipt", "verify", "r1.token", "--session", "j.token")
        #expect(verified.hasPrefix("r1.token: verified, a · k · ok, signed by org"), "\(verified)")
        try box.files.write(
            "r2.token", Receipt(receiptID: "r2", agentName: "b", skillName: "k").sealed(by: key).text)
        let unlike = try box.at1("session", "receipt", "verify", "r2.token", "--session", "j.token")
        #expect(unlike.status == 1 && unlike.output.contains("differs from the session: agent_name"), "\(unlike)")
        try box.files.write(
            "r3.token", Receipt(receiptID: "r1", agentName: "a", skillName: "k").sealed(by: other).text)
        #expect(try box.at1("session", "receipt", "verify", "r3.token").status == 1)
    }

    @Test func aJournalIsNotSealedWhileItIsRecorded() throws {
        let recorder = try start(
            at1, ["session", "record", "--agent", "a", "--skill", "k", "--journal", "j", "--no-seal"],
            in: box.files.path, environment: box.environment)
        let (input, output) = (Pipe(), Pipe())
        recorder.standardInput = input
        recorder.standardOutput = output
        recorder.standardError = FileHandle.nullDevice
        try recorder.run()
        input.fileHandleForWriting.write(Data(#"{"kind":"skill_start"}"#.utf8 + [0x0a]))
        #expect(!output.fileHandleForReading.availableData.isEmpty)
        let early = try box.at1("session", "seal", "j", "-o", "t")
        #expect(early.status == 3 && early.errors.contains("a recorder is still writing to j"), "\(early)")
        #expect(!box.files.exists("t"))
        try input.fileHandleForWriting.close()
        recorder.waitUntilExit()
        #expect(try box.at1("session", "seal", "j", "-o", "t").status == 0)
    }

    @Test func aJournalThatLostEventsIsNotSealed() throws {
        #expect(try record("j", "--no-seal").status == 0)
        let whole = try box.files.read("j")
        for bytes in [Array(whole.dropLast(30)), Array(whole[..<200]), whole.dropLast() + [whole[whole.count - 1] ^ 1]]
        {
            try box.files.write("k", bytes)
            let outcome = try box.at1("session", "seal", "k", "-o", "t")
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.errors.contains("the journal has lost its end") || outcome.errors.contains("is damaged"))
            #expect(!box.files.exists("t"))
        }
    }

    @Test func verifySaysWhatIsOdd() throws {
        let odd =
            [
                #"{"kind":"skill_start","ts_ms":9000}"#, #"{"kind":"skill_end","ts_ms":8000}"#,
                #"{"kind":"eval","ts_ms":9000}"#,
            ].joined(separator: "\n") + "\n"
        #expect(try record("j", events: odd).status == 0)
        let sealed = try box.at1("session", "seal", "j", "-o", "t", "--json")
        let expected = [
            "time runs backwards: event 1 is earlier than the one before it", "event 2 follows the last skill_end",
        ]
        #expect(try sealed.status == 0 && warnings(sealed) == expected, "\(sealed)")
        let outcome = try box.at1("session", "verify", "t", "--key", "ada", "--json")
        #expect(try outcome.status == 0 && warnings(outcome) == expected, "\(outcome)")
        #expect(try box.at1("session", "verify", "t", "--key", "ada").errors.contains("warning: t: \(expected[0])"))
    }

    @Test func theVerdictsOfASession() throws {
        #expect(try record("s.journal").status == 0)
        func verdict(_ more: String...) throws -> (Int32, String, String) {
            let outcome = try run(
                at1, ["session", "verify", "s.token", "--json"] + more, in: box.files.path, environment: box.environment
            )
            var fields = try JSONFields(JSONValue(parsing: outcome.output), "report")
            return (outcome.status, try fields.string("verdict"), outcome.output)
        }
        try box.ok("key", "generate", "bob", "--no-passphrase")
        try box.ok("key", "trust", "bob", "bob@example.org")
        #expect(try verdict("--key", "bob").0 == 1 && verdict("--key", "bob").1 == "bad")
        try box.ok("key", "trust", "ada", "ada@example.org", "--for", "tag")
        #expect(try verdict().0 == 3 && verdict().1 == "unknown" && verdict().2.contains("not trusted for sessions"))
        try box.ok("key", "trust", "ada", "ada@example.org")
        #expect(try verdict().0 == 0 && verdict().1 == "good")
        try box.ok("key", "untrust", "ada@example.org", "--from", "2020-01-01")
        for more in [[], ["--key", "ada"]] {
            let outcome = try run(
                at1, ["session", "verify", "s.token"] + more, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 3 && outcome.output.contains("was revoked on 2020-01-01"), "\(outcome)")
        }
    }

    @Test func aRevocationHoldsAndSaysSo() throws {
        try box.ok("key", "trust", "ada", "ada@example.org")
        try box.ok("key", "untrust", "ada", "--from", "2020-01-01")
        let later = try box.ok("key", "untrust", "ada", "--from", "2025-01-01")
        #expect(later.contains("revoked from 2020-01-01T00:00:00Z on, as it was already"), "\(later)")
        let before = try box.ok("key", "signers")
        let again = try box.at1("key", "trust", "ada", "ada@example.org")
        #expect(again.status == 3 && again.errors.contains("is revoked from 2020-01-01T00:00:00Z on"), "\(again)")
        #expect(try box.ok("key", "signers") == before)
    }

    @Test func rerunVerifyNamesSignersWhoDoNotCount() throws {
        let step = """
            {"model":{"vendor":"v","id":"m"},"sampling":{"temperature":0,"top_p":1,"seed":9007199254740993},\
            "inputs":{"system_prompt":"","messages":[]},"runtime":{"class":"cloud"},"expected":{"transcript":"t"},\
            "tolerance":{"level":"byte"}}
            """
        try box.files.write("step.json", step)
        try box.files.write(
            "actual.json", #"{"inputs":{"system_prompt":"","messages":[]},"output":{"transcript":"t"}}"#)
        let stranger = try Sandbox()
        try stranger.ok("key", "generate", "eve", "--no-passphrase")
        try stranger.ok("key", "export", "eve", "--private", "--format", "pem", "-o", "eve.pem")
        try box.files.write("eve.pub", try stranger.ok("key", "export", "eve"))
        let captured = try box.at1(
            "rerun", "capture", "step.json", "-o", "b.rr", "--key", stranger.files["eve.pem"])
        #expect(captured.status == 0 && captured.errors.contains("has 9007199254740992 for the seed 9007199254740993"))
        let alone = try box.at1("rerun", "verify", "b.rr", "actual.json")
        #expect(try alone.status == 0 && warnings(alone) == [])
        #expect(alone.errors.contains("warning: the bundle has a well-made signature by an unknown signer"))
        try box.ok("key", "generate", "bob", "--no-passphrase")
        try box.ok("key", "trust", "bob", "bob@example.org")
        let piped = try box.at1(
            "rerun", "verify", "b.rr", "-", input: String(decoding: box.files.read("actual.json"), as: UTF8.self))
        #expect(piped.status == 0 && piped.output.contains(#""verified": true"#), "\(piped)")
        let unknown = try box.at1("rerun", "verify", "b.rr", "actual.json")
        #expect(try unknown.status == 0 && warnings(unknown).first?.hasPrefix("UnknownSigner:SHA256:") == true)
        try box.ok("key", "trust", "eve.pub", "eve@example.org")
        #expect(try warnings(box.at1("rerun", "verify", "b.rr", "actual.json")) == [])
        try box.ok("key", "untrust", "eve.pub", "--from", "2020-01-01")
        let revoked = try box.at1("rerun", "verify", "b.rr", "actual.json")
        #expect(
            try revoked.status == 0
                && warnings(revoked) == ["RevokedSigner:eve@example.org, from 2020-01-01T00:00:00Z"], "\(revoked)")
        #expect(try box.at1("rerun", "verify", "--require-signed", "b.rr", "actual.json").status == 3)
    }

    @Test func captureRefusesPromisesThatNothingCanKeep() throws {
        func capture(_ embedding: String, _ threshold: String) throws -> Outcome {
            try box.files.write(
                "step.json",
                """
                {"model":{"vendor":"v","id":"m"},"sampling":{"temperature":0,"top_p":1},\
                "inputs":{"system_prompt":"","messages":[]},"runtime":{"class":"cloud"},\
                "expected":{"semantic_embedding":"\(embedding)"},"tolerance":{"level":"semantic","threshold":\(threshold)}}
                """)
            return try box.at1("rerun", "capture", "step.json", "-o", "b.rr")
        }
        let cases = [
            ("AAAAAAAAAAA=", "0.9", "a zero vector has no direction"), ("", "0.9", "a zero vector has no direction"),
            ("AADAfwAAgD8=", "0.9", "a value is not a finite number"),
            ("AACAfwAAgD8=", "0.9", "a value is not a finite number"), ("no base64", "0.9", "not canonical base64"),
            ("AACAPwA=", "0.9", "is not a multiple of 4"), ("AACAPw==", "2", "a cosine is between -1 and 1"),
            ("AACAPw==", "-1.01", "a cosine is between -1 and 1"),
        ]
        for (embedding, threshold, message) in cases {
            let outcome = try capture(embedding, threshold)
            #expect(outcome.status == 1 && outcome.errors.contains(message), "\(outcome)")
            #expect(!box.files.exists("b.rr"))
        }
        #expect(try capture("AACAPw==", "0.98").status == 0)
    }

    @Test func looseKeyFilesAreRefusedWhereverTheyAreNamed() throws {
        try box.ok("key", "export", "ada", "--private", "-o", "key.pem", "--format", "pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: box.files["key.pem"])
        try FileManager.default.createSymbolicLink(atPath: box.files["link"], withDestinationPath: "key.pem")
        #expect(try record("j", "--no-seal").status == 0)
        for name in ["key.pem", "link"] {
            let calls = [
                ["session", "seal", "j", "-o", "t", "--key", name], ["key", "import", name, "new", "--no-passphrase"],
            ]
            for call in calls {
                func outcome(_ more: String...) throws -> Outcome {
                    try run(at1, call + more, in: box.files.path, environment: box.environment)
                }
                let refused = try outcome()
                #expect(refused.status == 3 && refused.errors.contains("others can read the private key '\(name)'"))
                #expect(refused.errors.contains("--allow-loose-permissions"), "\(refused)")
                guard name == "link" else { continue }
                #expect(try outcome("--allow-loose-permissions").status == 0)
            }
        }
    }

    @Test func aChangedTokenIsReportedThroughASignedTag() throws {
        #expect(try record("s.journal").status == 0)
        try box.ok("init")
        try box.ok("key", "trust", "ada", "ada@example.org")
        let token = String(decoding: try box.files.read("s.token"), as: UTF8.self)
        try box.files.write("s.token", "!" + token.dropFirst())
        try box.files.remove("s.journal")
        let added = try box.at1("add", ".")
        #expect(
            added.status == 0 && added.errors.contains("warning: s.token is stored as plain bytes: it looks like a"))
        try box.ok("commit", "-m", "evidence")
        try box.ok("tag", "-s", "v1", "-m", "vouched for")
        let outcome = try box.at1("fsck", "--require-signed", "--json")
        var report = try JSONFields(JSONValue(parsing: outcome.output), "report")
        #expect(try outcome.status == 1 && report.get("ok") == false)
        var problem = try JSONFields(report.array("problems")[0], "problem")
        #expect(try problem.string("code") == "evidence-unsound" && problem.string("kind") == "blob")
        #expect(try problem.strings("paths") == ["s.token"])
    }

    /// A file that is gone may have revoked the key.
    @Test func aSignersFileThatIsGoneIsNotPassedOver() throws {
        try box.ok("init")
        try box.ok("commit", "--allow-empty", "-m", "x")
        try box.ok("tag", "-s", "v1", "-m", "x")
        try box.ok("config", "trust.file", "signers")
        for words in [["verify-tag", "v1"], ["fsck"]] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 4 && outcome.errors.contains("'signers' that trust.file names is not there"))
        }
        try box.files.write("signers", "")
        #expect(try box.at1("verify-tag", "v1").status == 0)
    }

    /// Its events would take more memory than a machine may have.
    @Test func whatIsTooLongToBeShownIsNotShown() throws {
        try box.files.write("long.token", [UInt8](repeating: UInt8(ascii: "A"), count: 64 << 20 + 1))
        for words in [["session", "show", "long.token"], ["session", "html", "long.token", "-o", "page"]] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 3 && outcome.errors.contains("long.token is too long to be shown"), "\(outcome)")
        }
        #expect(!box.files.exists("page"))
    }

    /// A line end after the token is part of the file: what may be added and committed may be cloned.
    @Test func aSessionThatEndsInALineEndTravels() throws {
        let box = try Sandbox()
        try box.ok("init", "r")
        try box.ok("key", "generate", "k", "--no-passphrase")
        let events = #"{"kind":"skill_start","payload":{}}"# + "\n" + #"{"kind":"skill_end","payload":{}}"# + "\n"
        let recorded = try box.at1(
            "session", "record", "--agent", "a", "--skill", "s", "--journal", "journal", input: events)
        #expect(recorded.status == 0, "\(recorded.errors)")
        try box.ok("session", "seal", "journal", "-o", "r/token", "--key", "k")
        try box.files.write("r/token", box.files.read("r/token") + [10])
        try box.ok("-C", "r", "add", "token")
        #expect(try box.ok("-C", "r", "status").contains("token (session)"))
        try box.ok("-C", "r", "commit", "-qm", "a session")
        try box.ok("clone", "-q", "r", "copy")
        #expect(try box.files.read("copy/token") == box.files.read("r/token"))
        try box.ok("-C", "copy", "fsck")
    }
}
